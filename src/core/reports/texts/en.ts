import { events } from './en/events.ts';
import { findings } from './en/findings.ts';
import { frame } from './en/frame.ts';
import { measured } from './en/measured.ts';
import type { Texts } from './texts.ts';

export const en: Texts = { ...frame, ...measured, ...events, findings };
