/** A worker that decodes pictures for the data worker. The page starts it and gives it a port of that one. */
import { serveDecoding } from '../formats/images/decoders';

addEventListener('message', ({ data }: MessageEvent<MessagePort>) => serveDecoding(data, close), {
  once: true,
});
