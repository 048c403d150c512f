/** What is asked before files are read: which images and masks belong together, or which of many arrays to keep. */
import { useStudio } from '../../store/react/useStudio';
import { ArrayChoice } from './ArrayChoice';
import { PairingChoice } from './PairingChoice';

export function ImportChoice() {
  const asked = useStudio((state) => state.importChoice);
  if (!asked) return null;
  const { contents, mayStay, pairs } = asked;
  const set = contents.find(({ images }) => images);
  if (!set?.images) return <ArrayChoice contents={contents} mayStay={mayStay} />;
  const others = contents.filter((content) => content !== set).map(({ name }) => name);
  return <PairingChoice name={set.name} contents={set.images} earlier={pairs} others={others} />;
}
