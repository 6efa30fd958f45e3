import fastifyStatic from '@fastify/static';
import { ParseError } from '@parlance/errors';
import type { FastifyInstance } from 'fastify';
import { join } from 'node:path';
import { pageFor, pagesFolder } from './built-pages.ts';

/** Paths that are no pages, whatever is behind them: a question there is never answered by a page. */
const NO_PAGES = /^\/(?:api|files|carry|follow|assets|session|csp-report)(?:[/?]|$)/;

/** Built files, and the one page for every address that is neither a file nor a question. */
export async function pageRoutes(server: FastifyInstance): Promise<void> {
  const folder = pagesFolder();
  if (folder !== undefined) {
    await server.register(fastifyStatic, {
      root: join(folder, 'assets'),
      prefix: '/assets/',
      index: false,
      decorateReply: false,
      preCompressed: true,
      immutable: true,
      maxAge: '1y',
    });
  }
  server.setNotFoundHandler((request, reply) => {
    const isPage = (request.method === 'GET' || request.method === 'HEAD') && !NO_PAGES.test(request.url);
    if (!isPage) throw new ParseError('UnknownRoute', 'There is no such address.');
    return reply.type('text/html; charset=utf-8').send(pageFor(folder, reply.cspNonce.style));
  });
}
