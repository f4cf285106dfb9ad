import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin, type ProxyOptions } from 'vite';

const ARTIFACTS = fileURLToPath(new URL('src/__generated__', import.meta.url));

/** Puts what Relay's compiler has made of a query in the place of its text. */
function relay(): Plugin {
  return {
    name: 'relay-artifacts',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('/inbox/src/') || !code.includes('graphql`')) return null;
      const imports: string[] = [];
      const replaced = code.replaceAll(/graphql`\s*\w+ (\w+)[^`]*`/g, (tag, name: string) => {
        imports.push(`import _${name} from '${ARTIFACTS}/${name}.graphql.ts';`);
        // Lines keep their numbers.
        return `_${name}${tag.replaceAll(/[^\n]/g, '')}`;
      });
      return { code: imports.join('') + replaced, map: null };
    },
  };
}

/**
 * The gateway under the page's own origin, as behind a proxy in production. In mode `open` it refuses pages of other origins, and so
 * does this: only the page's own `Origin` is left out.
 */
function toGateway(url: string): ProxyOptions {
  return {
    target: new URL(url).origin,
    changeOrigin: true,
    configure(proxy) {
      proxy.on('proxyReq', (sent, { headers }) => {
        if (headers.origin === `http://${headers.host}`) sent.removeHeader('origin');
      });
      // Ends the gateway's stream when the page is gone.
      proxy.on('proxyRes', (answer, _request, response) => {
        response.on('close', () => answer.destroy());
      });
    },
  };
}

/** The page, with the gateway at `gatewayUrl` behind it. */
export function inboxConfig(gatewayUrl: string, port: number) {
  const served = { host: '127.0.0.1', port, strictPort: true, proxy: { '/graphql': toGateway(gatewayUrl) } };
  return {
    configFile: false as const,
    root: fileURLToPath(new URL('.', import.meta.url)),
    logLevel: 'warn' as const,
    plugins: [relay()],
    server: served,
    preview: served,
    // React and Relay; a page of its own would split them off.
    build: { chunkSizeWarningLimit: 700 },
  };
}

export default defineConfig(inboxConfig('http://127.0.0.1:4000/graphql', 4200));
