/** The text of a configuration as JSON values: JSON, or YAML where the name of its file says so. */
import { AnnealError, sentence } from '../protocol/errors';

/** @throws AnnealError `config-invalid` naming the file and the line. */
export async function readConfigText(file: string, text: string): Promise<unknown> {
  const isYaml = /\.ya?ml$/i.test(file);
  try {
    // Loaded for those who have YAML.
    if (isYaml) return (await import('yaml')).parse(text);
    return JSON.parse(text);
  } catch (thrown) {
    const [first = ''] = (thrown as Error).message.split('\n');
    const found = sentence(first.replace(/:$/, ''));
    throw new AnnealError('config-invalid', `${file} is not ${isYaml ? 'YAML' : 'JSON'}: ${found}`, {
      place: file,
      remedy: 'Start from what `anneal config` prints.',
    });
  }
}
