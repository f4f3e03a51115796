import { join } from 'node:path';
import type { Definition, Service } from './definition.ts';

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

type Value = string | number | boolean | readonly string[] | Readonly<Record<string, string>>;

function element(value: Value, indent: string): string {
  if (typeof value === 'boolean') return `${indent}<${value}/>`;
  if (typeof value === 'number') return `${indent}<integer>${value}</integer>`;
  if (typeof value === 'string') return `${indent}<string>${xml(value)}</string>`;
  if (Array.isArray(value)) {
    const items = (value as readonly string[]).map((item) => element(item, `${indent}  `));
    return [`${indent}<array>`, ...items, `${indent}</array>`].join('\n');
  }
  return dictionary(value as Readonly<Record<string, Value>>, indent);
}

function dictionary(values: Readonly<Record<string, Value>>, indent: string): string {
  const pairs = Object.entries(values).map(
    ([key, value]) => `${indent}  <key>${xml(key)}</key>\n${element(value, `${indent}  `)}`,
  );
  return [`${indent}<dict>`, ...pairs, `${indent}</dict>`].join('\n');
}

/** The property list of a service. Umask 63 is 0077: property lists know no octal numbers. */
export function launchdPlist(service: Service, { command, environment, mark, label }: Definition): string {
  const { root, system, user } = service;
  const output = join(root, 'output', 'ops-orchestrator.main.log');
  const values: Record<string, Value> = {
    Label: label,
    ProgramArguments: command,
    EnvironmentVariables: Object.fromEntries(environment),
    WorkingDirectory: root,
    ...(system ? { UserName: user } : {}),
    RunAtLoad: true,
    KeepAlive: true,
    ThrottleInterval: 5,
    // The agents outlive the orchestrator: the next one takes them over.
    AbandonProcessGroup: true,
    ExitTimeOut: 30,
    // `Background` would throttle the disk and the processor of every agent.
    ProcessType: 'Standard',
    Umask: 63,
    StandardOutPath: output,
    StandardErrorPath: output,
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<!-- ${mark}. Changes are lost at the next one. -->`,
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    dictionary(values, ''),
    '</plist>',
    '',
  ].join('\n');
}
