/** What is odd about sessions and what is done about it, one sentence a kind: few sessions by name, the rest counted. */

/** A kind of oddity: what it is, and what is done. */
const kinds = {
  'sessions-absent': ['Sessions of dataset.use that the data do not hold', 'They are left out.'],
  'sessions-without-settings': ['Settings of sessions that the data do not hold', 'They change nothing.'],
  'sessions-renamed': [
    'Sessions whose name was taken',
    'They are numbered: give files names of their own, or settings and readouts may go to the wrong one.',
  ],
  'sessions-without-counts': ['Frames without spike counts', 'They are no session and are left out.'],
  'sessions-untrusted': ['Sessions without a bin that may be used', 'They are left out.'],
  'units-silent': [
    'Units without a spike in trusted bins',
    'They are kept; their rates are learnt to be small, and say little about the model.',
  ],
  'units-untrusted': [
    'Units that dfs trusts nowhere',
    'They are kept, are not trained, and have no bits per spike.',
  ],
  'frames-large': [
    'Frames that are no bytes, with values far from one',
    'They are taken as they are; the transform pixelnorm of stim centres them as bytes are centred.',
  ],
  'counts-missing': ['Counts that are no numbers', 'They are left out as if dfs were 0.'],
  'counts-fractional': ['Counts that are no whole numbers', 'They are taken as they are.'],
  'behavior-unknown': ['Bins with behaviour that is no number', 'They are left out.'],
  'behavior-large': [
    'Behaviour far from one',
    'It is taken as it is; a transform such as maxnorm or symlog makes it small.',
  ],
  'behavior-absent': ['No behaviour', 'The modulator is left out of the model.'],
  'trials-begin': [
    'Bins whose lags reach into an earlier trial',
    'They are left out; without trial numbers they would be used.',
  ],
  'trials-mixed': ['Bins that belong to two trials after resampling', 'They are left out.'],
  'trials-few': ['A single trial', 'The end of the recording is validated.'],
} as const satisfies Record<string, readonly [what: string, done: string]>;
export type RemarkCode = keyof typeof kinds;

export interface Remark {
  code: RemarkCode;
  message: string;
}

/** How many sessions a remark names. */
const MOST_NAMED = 4;

export interface Remarks {
  /** @param why of the session, where there is more to say. */
  add(code: RemarkCode, session: string, why?: string): void;
  /** In the order of the kinds. */
  all(): Remark[];
}

export function createRemarks(): Remarks {
  const found = new Map<RemarkCode, string[]>();
  return {
    add(code, session, why) {
      const named = why === undefined ? session : `${session} (${why})`;
      found.set(code, [...(found.get(code) ?? []), named]);
    },
    all() {
      const codes = Object.keys(kinds).filter((code): code is RemarkCode => Object.hasOwn(kinds, code));
      return codes.flatMap((code) => {
        const named = found.get(code);
        if (!named) return [];
        const [what, done] = kinds[code];
        const rest = named.length > MOST_NAMED ? ` and ${named.length - MOST_NAMED} more` : '';
        return [{ code, message: `${what}: ${named.slice(0, MOST_NAMED).join(', ')}${rest}. ${done}` }];
      });
    },
  };
}

/** Positions or numbers, the first few of them: "3, 5, 8 and 12 more". */
export function firstFew(values: readonly number[]): string {
  const rest = values.length > 6 ? ` and ${values.length - 6} more` : '';
  return `${values.slice(0, 6).join(', ')}${rest}`;
}
