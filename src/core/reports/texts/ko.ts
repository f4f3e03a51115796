import { events } from './ko/events.ts';
import { findings } from './ko/findings.ts';
import { frame } from './ko/frame.ts';
import { measured } from './ko/measured.ts';
import type { Texts } from './texts.ts';

export const ko: Texts = { ...frame, ...measured, ...events, findings };
