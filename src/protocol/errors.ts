/**
 * The one error type of Anneal. It crosses worker, storage and command line as plain JSON.
 * Code switches on `code`; `message` says what was received and where, `remedy` what to do.
 */

export const errorCodes = [
  'file-format', // the bytes are not what the name or the magic number says
  'file-truncated',
  'file-too-large', // a zip bomb, or more than the machine can hold
  'file-unsupported', // a valid file with something that Anneal does not read (object arrays, ...)
  'data-empty',
  'data-ragged',
  'data-type', // text in a numeric column, ...
  'data-missing', // missing values under the policy "refuse", or a column of nothing else
  'data-mismatch', // rows of X and Y differ, inputs do not fit the checkpoint, ...
  'data-not-found', // a named array, column or file does not exist
  'file-permission', // a file that is kept by reference, and the browser wants to ask first
  'file-changed', // since it was imported
  'config-invalid',
  'backend-unavailable',
  'device-lost',
  'out-of-memory',
  'non-finite',
  'checkpoint-damaged',
  'checkpoint-mismatch',
  'storage-failed',
  'busy', // another tab or another run holds what is asked for
  'cancelled',
  'worker-crashed',
  'usage', // command line
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export interface ErrorDetails {
  /** The file, array, column, row or config path in question. */
  place?: string;
  /** What was found there. */
  received?: string;
  /** What the reader can do about it. */
  remedy?: string;
}

/** What crosses a boundary instead of an Error object. */
export interface ErrorJson extends ErrorDetails {
  code: ErrorCode;
  message: string;
}

/** A text with a full stop at its end, which what others have thrown may lack: every message ends like a sentence. */
export function sentence(text: string): string {
  return /[.?!…]$/.test(text) ? text : `${text}.`;
}

/** An error with a code, what was received, and what to do. Message and remedy are sentences and end with a full stop. */
export class AnnealError extends Error {
  override readonly name = 'AnnealError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }

  toJSON(): ErrorJson {
    return { code: this.code, message: this.message, ...this.details };
  }

  static fromJSON({ code, message, ...details }: ErrorJson): AnnealError {
    return new AnnealError(code, message, details);
  }

  /** Wraps whatever was thrown; an AnnealError passes unchanged. */
  static from(thrown: unknown, code: ErrorCode = 'internal'): AnnealError {
    if (thrown instanceof AnnealError) return thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const error = new AnnealError(code, message);
    error.cause = thrown;
    return error;
  }
}
