import { escapeName } from '../escape.ts';
import { type AccessPicture, type DrawnLine, type DrawnNode, nodeSize } from './access-layout.ts';

/**
 * The picture of access. Screen readers get one sentence: the lists below it have the same content, name by name. Each
 * kind of line has its own style in addition to its color.
 */
export function AccessSvg({ picture, label }: { picture: AccessPicture; label: string }) {
  const { width, height, columns, captions, nodes, lines } = picture;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section class="access-picture" aria-label="Picture of access" tabIndex={0}>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
        role="img"
        aria-label={escapeName(label)}
      >
        {columns.map(({ title, x }) => (
          <text key={title} class="column" x={x} y={16}>
            {title}
          </text>
        ))}
        {captions.map(({ text, y }) => (
          <text key={y} class="caption" x={1} y={y}>
            {escapeName(text)}
          </text>
        ))}
        {lines.map((line, index) => (
          <Line key={index} line={line} />
        ))}
        {nodes.map((node, index) => (
          <Node key={index} node={node} />
        ))}
      </svg>
    </section>
  );
}

function Line({ line: { from, to, look } }: { line: DrawnLine }) {
  const [x, y] = from;
  const [toX, toY] = to;
  const middle = (x + toX) / 2;
  return (
    <>
      <path class={`way ${look}`} d={`M${x} ${y}C${middle} ${y} ${middle} ${toY} ${toX} ${toY}`} />
      {look === 'door' && (
        <text class="word" x={toX - 8} y={toY - 5}>
          access path
        </text>
      )}
    </>
  );
}

function Node({ node: { x, y, width, text, full, look } }: { node: DrawnNode }) {
  return (
    <g class={`node ${look}`}>
      <title>{escapeName(full)}</title>
      <rect x={x} y={y} width={width} height={nodeSize.height} rx={5} />
      <text x={x + 9} y={y + 17.5}>
        {escapeName(text)}
      </text>
    </g>
  );
}
