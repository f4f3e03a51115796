export { type AlarmFacts, alarmText, factsOf, resolvedText, type Telling } from './texts/alarm.ts';
export {
  type DigestFacts,
  deadLetterText,
  digestText,
  type Held,
  type StormFacts,
  stormText,
  testText,
} from './texts/many.ts';
export type { Locale, Told } from './texts/words.ts';
