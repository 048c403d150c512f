/** A button that asks for files, by the browser's own dialog or by that of a hidden field. */
import { type ReactNode, useRef } from 'react';
import { Button, type ButtonProps } from '../../ui/controls/Button';
import type { DroppedFiles } from '../../worker/dataCommands';
import { acceptedFiles, pickFiles } from './pickFiles';

export interface ChooseFilesProps extends Pick<ButtonProps, 'kind' | 'icon' | 'disabled'> {
  /** Read aloud as what the files are for. */
  label: string;
  /** Not called without files. */
  onChosen: (chosen: DroppedFiles) => void;
  children: ReactNode;
}

export function ChooseFiles({ label, onChosen, ...button }: ChooseFilesProps) {
  const input = useRef<HTMLInputElement>(null);
  const take = (chosen: DroppedFiles) => {
    if (chosen.files.length > 0) onChosen(chosen);
  };
  const choose = async () => {
    const picked = await pickFiles();
    if (picked === 'unknown') input.current?.click();
    else take(picked);
  };
  return (
    <>
      <Button {...button} onClick={() => void choose()} />
      <input
        ref={input}
        type="file"
        multiple
        accept={acceptedFiles}
        hidden
        aria-label={label}
        onChange={({ target }) => {
          const files = [...(target.files ?? [])];
          target.value = '';
          take({ files });
        }}
      />
    </>
  );
}
