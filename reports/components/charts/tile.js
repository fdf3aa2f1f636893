/** The band below a tile's number: interval as a thick bar, estimate as a tick, target as a thin dark tick with its word. */
import { Drawing, scale } from '../lib/drawing.js';
import { extent } from '../lib/report.js';

/** @param {{estimate: number, low: number, high: number, target: number|null, targetWords: string}} tile */
export function tileBand(report, tile) {
	const d = new Drawing(report.locale, 200, tile.target == null ? 22 : 34, 10.5, 'all', { mirror: true });
	const [low, high] = extent([tile.low, tile.high, tile.target, tile.estimate]);
	const pad = Math.max((high - low) * 0.22, (tile.high - tile.low) * 0.8, 1e-9);
	const X = scale([low - pad, high + pad], [2, 198]);
	d.line(2, 11, 198, 11, 'axl');
	d.rect(X(tile.low), 7.5, X(tile.high) - X(tile.low), 7, 'ivl', { rx: 1 });
	d.rect(X(tile.estimate) - 1.5, 4, 3, 14, 'own');
	if (tile.target == null) return d;
	d.line(X(tile.target), 2, X(tile.target), 20, 'tgt');
	const half = d.widthOf(tile.targetWords) / 2;
	d.text(Math.min(Math.max(X(tile.target), half), 199 - half), 31, tile.targetWords, 'tk', 'm');
	return d;
}
