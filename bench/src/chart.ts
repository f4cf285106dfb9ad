import type { Row } from './compare.ts';

const BAR = { height: 18, gap: 6, left: 150, width: 420 };
const COLORS: Record<string, string> = { floor: '#9aa5b1', gateway: '#2563eb' };
const PEER = '#d4a373';

/** An SVG with a group of bars for each query with changing variables: CPU per request of each server, shorter is better. */
export function toChart(rows: readonly Row[]): string {
  const groups = [...Map.groupBy(rows.filter(isShown), ({ scenario }) => scenario)];
  let y = 10;
  const parts = groups.map(([scenario, bars]) => {
    const longest = Math.max(...bars.map(({ cpuMsPerRequest }) => cpuMsPerRequest));
    const title = `<text x="10" y="${y + 14}" font-weight="bold">${scenario}, CPU ms per request</text>`;
    y += 24;
    const drawn = bars.map((bar) => {
      const line = toBar(bar, y, longest);
      y += BAR.height + BAR.gap;
      return line;
    });
    y += 12;
    return [title, ...drawn].join('\n');
  });
  const size = `width="660" height="${y}" viewBox="0 0 660 ${y}"`;
  const background = `<rect width="660" height="${y}" fill="#ffffff"/>`;
  const style = 'font-family="sans-serif" font-size="13" fill="#1f2933"';
  const head = `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${style} role="img">`;
  const title = '<title>CPU per request of the four servers, by query</title>';
  return `${[head, title, background, ...parts, '</svg>'].join('\n')}\n`;
}

function isShown({ variables, scenario }: Row): boolean {
  return variables === 'changing' && scenario !== 'sendMessage';
}

function toBar({ competitor, cpuMsPerRequest }: Row, y: number, longest: number): string {
  const width = ((cpuMsPerRequest / longest) * BAR.width).toFixed(0);
  const color = COLORS[competitor] ?? PEER;
  return [
    `<text x="${BAR.left - 8}" y="${y + 14}" text-anchor="end">${competitor}</text>`,
    `<rect x="${BAR.left}" y="${y}" width="${width}" height="${BAR.height}" fill="${color}"/>`,
    `<text x="${BAR.left + Number(width) + 6}" y="${y + 14}">${cpuMsPerRequest.toFixed(3)}</text>`,
  ].join('');
}
