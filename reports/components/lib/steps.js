/** The way from what changed to where, what goes with it and what customers say: which characteristics a page leads on to. */
import { changesOf } from './changes.js';
import { linkTo, linkToCharacteristic } from './links.js';

const MOST = 3;

const step = (report, key, more = '') => ({ href: linkToCharacteristic(report.language, key) + more, text: report.name.characteristic(key) });

/** Distinct characteristics of rows, each with the segment of its first row. */
function named(report, rows) {
	const seen = new Map();
	for (const r of rows) if (r.characteristic_key && !seen.has(r.characteristic_key)) seen.set(r.characteristic_key, r);
	return [...seen.values()].slice(0, MOST).map((r) => {
		const where = r.cut && r.cut !== 'overall' ? `${report.text('ui.comma')}${report.name.cutValue(r.cut, r.cut_value)}` : '';
		const to = step(report, r.characteristic_key, '#associated');
		return { ...to, text: to.text + where };
	});
}

const toList = (report) => [{ href: linkTo(report.language, 'characteristics'), text: report.text('ui.next.to.characteristics') }];

/** Series that changed, then segments that differ from the others; where there is neither, the list of all. */
export function stepsToCharacteristics(report, { trends, waveTests, differences = [] }) {
	const { changed } = changesOf({ trends, waveTests });
	const apart = differences.filter((r) => ['above_others', 'below_others'].includes(r.verdict)).sort((a, b) => Math.abs(b.estimate) - Math.abs(a.estimate));
	return [...named(report, [...changed, ...apart]), ...toList(report)];
}

/** Characteristics that fall short of expectation, worst first; without expectations those rated lowest. */
export function stepsFromGaps(report, rows) {
	const below = rows.filter((r) => r.verdict === 'below' && r.gap != null).sort((a, b) => a.gap - b.gap);
	const lowest = rows.filter((r) => r.perceived != null).sort((a, b) => a.perceived - b.perceived).slice(0, 1);
	return [...named(report, below.length ? below : lowest), ...toList(report)];
}

/** Characteristics that go with satisfaction most, strongest first, and what customers say about all of them. */
export function stepsFromDrivers(report, rows) {
	const strongest = rows.filter((r) => r.estimate != null).sort((a, b) => b.estimate - a.estimate);
	return [...named(report, strongest), { href: linkTo(report.language, 'voices'), text: report.text('ui.next.to.voices') }, ...toList(report)];
}
