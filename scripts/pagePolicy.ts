/**
 * A Vite plugin that puts the Content Security Policy into the built page and before `vite preview`, and keeps zod from
 * trying whether it may compile texts, which such a policy reports. The development server has no policy.
 */
import { extname } from 'node:path';
import type { Plugin } from 'vite';
import { pageHeaders, pagePolicy } from '../src/cli/pageHeaders.ts';

export function pagePolicyMeta(): Plugin {
  return {
    name: 'anneal:page-policy',
    transformIndexHtml: {
      order: 'pre',
      handler: (_html, { server }) =>
        server
          ? []
          : [
              {
                tag: 'meta',
                attrs: { 'http-equiv': 'Content-Security-Policy', content: pagePolicy },
                injectTo: 'head-prepend',
              },
            ],
    },
    configurePreviewServer({ middlewares }) {
      middlewares.use(({ url = '/' }, response, next) => {
        const isPage = /^(\.html)?$/.test(extname(url.replace(/[?#].*$/, '')));
        for (const [name, value] of Object.entries(pageHeaders(isPage))) response.setHeader(name, value);
        next();
      });
    },
  };
}

const config = '__zod_globalConfig = {}';

/** https://zod.dev/v4/core: `jitless`, set before the first schema is made, in whichever chunk that be. */
export function zodWithoutEval(): Plugin {
  return {
    name: 'anneal:zod-without-eval',
    apply: 'build',
    transform: {
      filter: { id: /zod\/v4\/core\/core\.js$/ },
      handler(code) {
        if (!code.includes(config)) this.error('zod keeps its configuration elsewhere: adapt pagePolicy.ts.');
        return { code: code.replace(config, '__zod_globalConfig = { jitless: true }'), map: null };
      },
    },
  };
}
