/**
 * A drawing is a list of plain shapes that Drawing.svelte renders as SVG. Coordinates run left to right; `mirror` turns a
 * row chart or a sequence round for right-to-left readers. Axes of two measures and time never mirror (see the look).
 */
import { extent, ticks } from './report.js';

const PADDING = 3;

/**
 * What a chart is drawn on: `w` a desk of the given width, `n` a phone, `a` an A4 page. One drawing is never scaled to fit
 * another surface, so a wide chart is drawn at the width of its column ("w484").
 */
export function surface(name) {
	const [, kind, width] = /^([a-z])(\d*)$/.exec(name);
	return { kind, width: Number(width) || { w: 684, n: 358, a: 352 }[kind], font: kind === 'a' ? 9.6 : 12, wide: kind === 'w' };
}

export class Drawing {
	constructor(locale, width, height, fontSize, kind, { mirror = false } = {}) {
		Object.assign(this, { locale, width, height, fontSize, kind, items: [] });
		this.mirrored = mirror && locale.rtl;
		this.direction = locale.dir;
	}

	x(value) {
		return round(this.mirrored ? this.width - value : value);
	}

	line(x1, y1, x2, y2, c) {
		if (![x1, y1, x2, y2].every(Number.isFinite)) return;
		this.items.push({ k: 'line', x1: this.x(x1), y1: round(y1), x2: this.x(x2), y2: round(y2), c });
	}

	rect(x, y, w, h, c, { rx = 0, ...mark } = {}) {
		if (![x, y, w, h].every(Number.isFinite)) return;
		const left = this.mirrored ? this.width - x - w : x;
		this.items.push({ k: 'rect', x: round(left), y: round(y), w: round(Math.max(w, 0)), h: round(Math.max(h, 0)), rx, c, ...mark });
	}

	circle(x, y, r, c, mark = {}) {
		this.items.push({ k: 'circle', x: this.x(x), y: round(y), r, c, ...mark });
	}

	path(points, c, { close = false, ...mark } = {}) {
		const p = points.map(([x, y]) => `${this.x(x)},${round(y)}`).join(' ');
		this.items.push({ k: close ? 'polygon' : 'polyline', p, c, ...mark });
	}

	triangle(x, y, r, up, c, mark = {}) {
		const s = up ? -1 : 1;
		this.path([[x - r, y - s * r * 0.8], [x + r, y - s * r * 0.8], [x, y + s * r]], c, { close: true, ...mark });
	}

	/** `at`: l, m, r = the text starts, is centred, ends at x. */
	text(x, y, t, c = 't', at = 'l', size = null) {
		const place = this.mirrored ? { l: 'r', r: 'l', m: 'm' }[at] : at;
		const anchors = this.locale.rtl ? { l: 'end', m: 'middle', r: 'start' } : { l: 'start', m: 'middle', r: 'end' };
		this.items.push({ k: 'text', x: this.x(x), y: round(y), t, c, anchor: anchors[place], size: size && round(size) });
	}

	/** Horizontal 95 % whisker with caps. */
	whisker(x1, x2, y, c = 'w', cap = 3) {
		this.line(x1, y, x2, y, c);
		for (const x of [x1, x2]) this.line(x, y - cap, x, y + cap, c);
	}

	/** Vertical 95 % whisker with caps. */
	whiskerUp(x, y1, y2, c = 'w', cap = 3) {
		this.line(x, y1, x, y2, c);
		for (const y of [y1, y2]) this.line(x - cap, y, x + cap, y, c);
	}

	/** Shape of a verdict as a mark. */
	verdict(x, y, shape, size, mark = {}) {
		const q = size * 0.42;
		if (shape === 'up' || shape === 'down') this.triangle(x, y, q * 1.1, shape === 'up', shape === 'up' ? 'good' : 'bad', mark);
		else if (shape === 'ne') this.notEqual(x, y, q);
		else if (shape === 'flat') this.rect(x - q, y - q * 0.45, 2 * q, q * 0.9, 'neu', mark);
		else this.circle(x, y, q, 'hol', mark);
	}

	/** The sign "not comparable". */
	notEqual(x, y, q) {
		this.line(x - q, y - q * 0.4, x + q, y - q * 0.4, 'tgt');
		this.line(x - q, y + q * 0.4, x + q, y + q * 0.4, 'tgt');
		this.line(x + q * 0.5, y - q, x - q * 0.5, y + q, 'tgt');
	}

	/** Grey pill: the figure exists or not, and is not shown either way. */
	hidden(x, y, text, { width } = {}) {
		const fs = this.fontSize;
		const w = width ?? fs * 1.9 + this.widthOf(text, fs * 0.9);
		this.rect(x, y - fs * 0.75, w, fs * 1.5, 'hid', { rx: 2 });
		this.circle(x + fs * 0.9, y, fs * 0.37, 'hidm');
		this.line(x + fs * 0.64, y + fs * 0.26, x + fs * 1.16, y - fs * 0.26, 'hidm');
		this.text(x + fs * 1.6, y + fs * 0.33, text, 't', 'l', fs * 0.9);
	}

	/** A text cut to fit a width; the whole of it is in the table beside the chart. */
	fit(text, width, size = this.fontSize) {
		const room = Math.floor(width / (size * (this.locale.rtl ? 0.46 : 0.5)));
		return text.length <= room ? text : `${text.slice(0, Math.max(1, room - 1)).trimEnd()}…`;
	}

	/** A text in as many lines as a width needs, at most so many; only the last of them is ever cut. */
	lines(text, width, most, size = this.fontSize) {
		const lines = [];
		for (const word of text.split(' ')) {
			const longer = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
			const isNew = !lines.length || (lines.length < most && this.fit(longer, width, size) !== longer);
			if (isNew) lines.push(word);
			else lines[lines.length - 1] = longer;
		}
		return lines.map((line) => this.fit(line, width, size));
	}

	/** Rough width of the longest of some texts. */
	longest(texts, size = this.fontSize) {
		return Math.max(0, ...texts.map((text) => this.widthOf(text, size)));
	}

	/** Rough width of a text, for placing what stands beside it. */
	widthOf(text, size = this.fontSize) {
		return text.length * size * (this.locale.rtl ? 0.5 : 0.53) + PADDING;
	}
}

const round = (v) => Math.round(v * 10) / 10;

/** Linear scale from a domain to a range. What is not there (null) has no place: NaN, which nothing draws. */
export function scale([d0, d1], [r0, r1]) {
	return (v) => (v == null ? NaN : r0 + ((v - d0) / (d1 - d0 || 1)) * (r1 - r0));
}

/** Ends of a scale that holds all of some values with room to spare; it goes below zero only where a value does. */
export function padded(values, share = 0.06) {
	const [low, high] = extent(values);
	const room = (high - low || Math.abs(high) || 1) * share;
	return [low < 0 ? low - room : Math.max(0, low - room), high + room];
}

/** Scale of a row chart: a grid line at each round value, named below. */
export function drawScale(d, X, [low, high], { top, bottom, count, format }) {
	for (const v of ticks(low, high, count)) {
		d.line(X(v), top, X(v), bottom, 'gridl');
		d.text(X(v), bottom + d.fontSize * 1.25, format(v), 't num', 'm');
	}
}
