import { Component, type ReactNode } from 'react';
import { inWords } from './words.ts';

/** Shows what went wrong in a part of the page, and lets it be tried again. */
export class Boundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === undefined) return this.props.children;
    return (
      <Problem error={this.state.error}>
        <button type="button" onClick={() => this.setState({ error: undefined })}>
          Try again
        </button>
      </Problem>
    );
  }
}

export function Problem({ error, children }: { error: unknown; children?: ReactNode }) {
  return (
    <div className="problem" role="alert">
      <p>{inWords(error)}</p>
      {children}
    </div>
  );
}

export function Loading({ children }: { children: ReactNode }) {
  return (
    <p className="loading" role="status">
      {children}
    </p>
  );
}
