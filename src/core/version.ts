declare const OPS_VERSION: string | undefined;

/** Put in by the build; run from source, there is none. */
export const VERSION: string = typeof OPS_VERSION === 'string' ? OPS_VERSION : '0.0.0-source';
