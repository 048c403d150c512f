/** Two hidden fields that open the system's dialogs: for files, and for a folder. */
import type { RefObject } from 'react';
import { acceptedFiles } from './pickFiles';

export interface FileInputsProps {
  files: RefObject<HTMLInputElement | null>;
  folder: RefObject<HTMLInputElement | null>;
  /** Read aloud as what they are for. */
  filesLabel: string;
  folderLabel: string;
  onChosen: (input: HTMLInputElement) => void;
}

export function FileInputs({ files, folder, filesLabel, folderLabel, onChosen }: FileInputsProps) {
  return (
    <>
      <input
        ref={files}
        type="file"
        multiple
        accept={acceptedFiles}
        hidden
        aria-label={filesLabel}
        onChange={({ target }) => onChosen(target)}
      />
      <input
        ref={(input) => {
          folder.current = input;
          // React knows no such attribute.
          if (input) input.webkitdirectory = true;
        }}
        type="file"
        hidden
        aria-label={folderLabel}
        onChange={({ target }) => onChosen(target)}
      />
    </>
  );
}
