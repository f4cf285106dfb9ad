import { useEffect, useRef } from 'react';

/** Shows more as soon as it comes into sight; a button, so that it can be reached without scrolling too. */
export function ShowMore({
  isLoading,
  onMore,
  children,
}: {
  isLoading: boolean;
  onMore: () => void;
  children: string;
}) {
  const button = useRef<HTMLButtonElement>(null);
  const more = useRef(onMore);
  more.current = onMore;
  useEffect(() => {
    if (isLoading || button.current === null) return;
    const seen = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) more.current();
      },
      { rootMargin: '200px' },
    );
    seen.observe(button.current);
    return () => seen.disconnect();
  }, [isLoading]);
  return (
    <button ref={button} type="button" className="more" disabled={isLoading} onClick={onMore}>
      {isLoading ? 'Loading…' : children}
    </button>
  );
}
