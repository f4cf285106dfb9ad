import SchemaBuilder, { BasePlugin, type PothosTypeConfig, type SchemaTypes } from '@pothos/core';
import { readScopesOf } from './scopes.ts';

const pluginName = 'scopes';

declare global {
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      [pluginName]: BasePlugin<Types>;
    }
  }
}

/** Passes the scope of an entity to the federation plugin, which prints it as `@requiresScopes` on the type. */
class ScopePlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onTypeConfig(config: PothosTypeConfig): PothosTypeConfig {
    const required = readScopesOf(config.name);
    if (config.kind !== 'Object' || required === undefined) return config;
    const requiresScopes = required.map((all) => [...all]);
    return { ...config, pothosOptions: { ...config.pothosOptions, requiresScopes } };
  }
}

SchemaBuilder.registerPlugin(pluginName, ScopePlugin);

export default pluginName;
