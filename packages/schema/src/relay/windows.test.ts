import { expect, it } from 'vitest';
import { windowAround, windowsBeyond } from './windows.ts';

const LAYOUT = { maxRows: 100, overlap: 5, reach: Number.POSITIVE_INFINITY };

it('asks for a first page exactly', () => {
  expect(windowsBeyond({ position: -1, total: null }, 20, 'forward', LAYOUT)).toEqual([{ offset: 0, limit: 20 }]);
  expect(windowsBeyond({ position: -1, total: null }, 500, 'forward', LAYOUT)).toEqual([{ offset: 0, limit: 100 }]);
});

it('begins a few rows early and ends a few rows late where that fits', () => {
  expect(windowsBeyond({ position: 19, total: 300 }, 20, 'forward', LAYOUT)).toEqual([{ offset: 15, limit: 29 }]);
  expect(windowsBeyond({ position: 19, total: 300 }, 95, 'forward', LAYOUT)).toEqual([{ offset: 15, limit: 100 }]);
  expect(windowsBeyond({ position: 60, total: 300 }, 20, 'backward', LAYOUT)).toEqual([{ offset: 36, limit: 29 }]);
  expect(windowsBeyond({ position: 200, total: 300 }, 95, 'backward', LAYOUT)).toEqual([{ offset: 105, limit: 100 }]);
});

it('asks for all windows of a page at once where the total says that they are needed', () => {
  const stand = { position: 99, total: 400 };
  expect(windowsBeyond(stand, 200, 'forward', LAYOUT).map(({ offset }) => offset)).toEqual([95, 190, 285]);
  expect(windowsBeyond({ ...stand, total: 180 }, 200, 'forward', LAYOUT).map(({ offset }) => offset)).toEqual([95]);
  expect(windowsBeyond({ ...stand, total: null }, 200, 'forward', LAYOUT).map(({ offset }) => offset)).toEqual([95]);
  expect(windowsBeyond({ position: 300, total: null }, 200, 'backward', LAYOUT).map(({ offset }) => offset)).toEqual([
    205, 110, 96,
  ]);
});

it('stays within the list and the search window', () => {
  expect(windowsBeyond({ position: 2, total: 9 }, 20, 'backward', LAYOUT)).toEqual([{ offset: 0, limit: 7 }]);
  const near = { ...LAYOUT, reach: 400 };
  expect(windowsBeyond({ position: 350, total: 900 }, 95, 'forward', near)).toEqual([{ offset: 346, limit: 54 }]);
  expect(windowsBeyond({ position: 399, total: 900 }, 20, 'backward', near)).toEqual([{ offset: 375, limit: 25 }]);
  expect(windowAround(390, 20, 'forward', near)).toEqual({ offset: 300, limit: 100 });
});

it('holds a place well inside a window, with the page beside it', () => {
  expect(windowAround(500, 20, 'forward', LAYOUT)).toEqual({ offset: 461, limit: 100 });
  expect(windowAround(500, 20, 'backward', LAYOUT)).toEqual({ offset: 440, limit: 100 });
  expect(windowAround(500, 500, 'forward', LAYOUT)).toEqual({ offset: 496, limit: 100 });
  expect(windowAround(3, 20, 'forward', LAYOUT)).toEqual({ offset: 0, limit: 100 });
});
