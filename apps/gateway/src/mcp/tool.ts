import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { type Ran, toAnswer } from './answer.ts';

/** What the tools of one MCP request work with. */
export interface Session {
  /** Runs a document with the caller's credentials. */
  run(document: string, variables: object): Promise<Ran>;
  /** Authenticates text with a secret that only gateways of this caller's GetSales key have. */
  sign(text: string): Promise<string>;
}

/** A tool as an agent sees it. */
export interface Tool {
  name: string;
  title: string;
  description: string;
  input: z.ZodRawShape;
  /** `send` reaches a person at once. */
  kind: 'read' | 'write' | 'send';
  call(args: unknown, session: Session): Promise<CallToolResult>;
}

interface ToolOptions<Shape extends z.ZodRawShape> extends Omit<Tool, 'input' | 'call'> {
  input: Shape;
  document: string;
  /** Default: the arguments themselves. */
  toVariables?: (args: z.output<z.ZodObject<Shape>>) => object;
}

/** A tool that runs one document. */
export function defineTool<Shape extends z.ZodRawShape>(options: ToolOptions<Shape>): Tool {
  const { document, toVariables = (args) => args, ...tool } = options;
  const schema = z.object(options.input);
  return {
    ...tool,
    async call(args, session) {
      return toAnswer(await session.run(document, toVariables(schema.parse(args))));
    },
  };
}
