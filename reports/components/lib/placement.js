/**
 * Where names stand beside their points: greedily, the most important point first, each at the free place nearest to its
 * point. A name never lies on another name or point if any place is free; of crossing whiskers it takes the fewest. Where the
 * cheapest place would leave the plane, further ones inside it are tried.
 */
const WEIGHT = { name: 100, point: 60, outside: 80, whisker: 3, distance: 0.12 };
const NEAR = [0, 1, 2];
const FURTHER = [0, 1, 2, 3, 4];

/**
 * @param {{x: number, y: number, width: number}[]} points in the order in which they choose
 * @param {{height: number, gap: number, plot: object, taken?: object[], whiskers?: object[]}} room boxes are {x, y, w, h}
 * @returns {object[]} the points with the text's place: x, y (its base line) and at (l: starts there, r: ends, m: middle)
 */
export function placeLabels(points, { height, gap, plot, taken = [], whiskers = [] }) {
	const names = [...taken];
	const marks = points.map((p) => ({ x: p.x - gap * 0.7, y: p.y - gap * 0.7, w: gap * 1.4, h: gap * 1.4 }));
	return points.map((point, i) => {
		const others = { names, marks: marks.filter((_, j) => j !== i), whiskers, plot, point };
		const near = cheapest(candidates(point, height, gap, NEAR), others);
		const inside = outside(near, plot) ? candidates(point, height, gap, FURTHER).filter((place) => !outside(place, plot)) : [];
		const best = inside.length ? cheapest(inside, others) : near;
		names.push(best.box);
		return { ...point, x: best.x, y: best.box.y + height * 0.78, at: best.at };
	});
}

function cheapest(places, others) {
	const costs = places.map((place) => cost(place, others));
	return places[costs.indexOf(Math.min(...costs))];
}

/** Right and left, above and below the point, near and then further off. */
function candidates({ x, y, width }, height, gap, steps) {
	const place = (at, dx, top) => {
		const start = x + dx;
		return { at, x: start, box: { x: at === 'l' ? start : at === 'r' ? start - width : start - width / 2, y: top, w: width, h: height } };
	};
	const out = [];
	for (const far of steps) {
		const rise = gap * 0.45 + far * height * 0.8;
		for (const top of [y - height - rise, y + rise]) {
			out.push(place('l', gap * 0.6, top), place('r', -gap * 0.6, top));
			if (far) out.push(place('m', 0, top));
		}
	}
	return out;
}

/** By how much a place leaves the plane. */
const outside = ({ box }, plot) => Math.max(0, plot.left + 2 - box.x) + Math.max(0, box.x + box.w - plot.right + 2) + Math.max(0, plot.top - box.y) + Math.max(0, box.y + box.h - plot.bottom);

function cost({ box }, { names, marks, whiskers, plot, point }) {
	const hits = (boxes) => boxes.reduce((sum, other) => sum + overlap(box, other), 0);
	const distance = Math.hypot(box.x + box.w / 2 - point.x, box.y + box.h / 2 - point.y);
	return WEIGHT.name * hits(names) + WEIGHT.point * hits(marks) + WEIGHT.whisker * hits(whiskers) + WEIGHT.outside * outside({ box }, plot) * box.h + WEIGHT.distance * distance * box.h;
}

/** Area that two boxes share. */
export function overlap(a, b) {
	const w = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
	const h = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
	return w > 0 && h > 0 ? w * h : 0;
}
