/**
 * Makes one document of the report's pages, for one PDF: the front page stays as it is, then the contents, then every page that
 * has something to say, each on a sheet of its own. Runs in the opened front page; returns what came of it.
 *
 * @param {{language: string, contents: string, absent: string, publicUrl: string, screenOnly: string[]}} given
 */
async function assemble(given) {
	const root = new URL(`/${given.language}/`, location.href);
	const parse = async (address) => {
		const answer = await fetch(address);
		if (!answer.ok) throw new Error(`${new URL(address).pathname} is not there`);
		return new DOMParser().parseFromString(await answer.text(), 'text/html');
	};
	const slugOf = (address) => address.pathname.slice(root.pathname.length).replace(/\/$/, '').replaceAll('/', '--') || 'front';
	const isAbsent = (page) => page.querySelector('.pan.absent') && !page.querySelector('.pan:not(.absent), table, svg.ch');

	/** A part of the foot as text; what reads in a direction of its own keeps it. */
	function plain(part) {
		const copy = part.cloneNode(true);
		for (const own of copy.querySelectorAll('bdi')) own.textContent = `\u2068${own.textContent}\u2069`;
		return copy.textContent.trim().replace(/\s+/g, ' ');
	}

	/** Reads the list of all pages: groups with their pages, in the order in which a reader finds them on the screen. */
	async function chapters() {
		const list = await parse(new URL('pages/', root));
		const found = [];
		for (const panel of list.querySelectorAll('main .pan')) {
			for (const link of panel.querySelectorAll('dt a[href]')) {
				const address = new URL(link.getAttribute('href'), new URL('pages/', root));
				const slug = slugOf(address);
				if (!given.screenOnly.includes(slug)) found.push({ slug, address, name: link.textContent.trim(), group: panel.querySelector('h2').textContent.trim() });
			}
		}
		return found;
	}

	/** Gives the ids of a page its name, so that no two pages share one, and lets what refers to them follow. */
	function rename(page, slug) {
		for (const element of page.querySelectorAll('[id]')) element.id = `${slug}--${element.id}`;
		for (const element of page.querySelectorAll('*')) {
			for (const name of ['for', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'headers', 'list']) {
				if (element.hasAttribute(name)) element.setAttribute(name, element.getAttribute(name).split(/\s+/).map((id) => `${slug}--${id}`).join(' '));
			}
			for (const attribute of [...element.attributes]) {
				if (attribute.value.includes('url(#')) attribute.value = attribute.value.replaceAll('url(#', `url(#${slug}--`);
			}
			for (const name of ['href', 'xlink:href']) {
				if (element.localName === 'use' && element.getAttribute(name)?.startsWith('#')) element.setAttribute(name, `#${slug}--${element.getAttribute(name).slice(1)}`);
			}
		}
	}

	/** Lets links lead to the sheet that holds their page, else to the published report, else nowhere. */
	function relink(page, address, slugs) {
		for (const link of page.querySelectorAll('a[href]')) {
			const target = new URL(link.getAttribute('href'), address);
			if (target.origin !== root.origin) continue;
			const slug = target.pathname.startsWith(root.pathname) ? slugOf(target) : null;
			const inside = target.hash ? `${slug}--${decodeURIComponent(target.hash.slice(1))}` : slug;
			if (slug !== null && slugs.has(slug)) link.setAttribute('href', `#${inside}`);
			else if (given.publicUrl) link.setAttribute('href', given.publicUrl + target.pathname + target.hash);
			else link.removeAttribute('href');
		}
	}

	/** Takes over the style sheets of a page that this document does not have yet. */
	function restyle(from, address) {
		const known = new Set([...document.querySelectorAll('link[rel=stylesheet]')].map((sheet) => sheet.href));
		const waits = [];
		for (const sheet of from.querySelectorAll('link[rel=stylesheet]')) {
			const href = new URL(sheet.getAttribute('href'), address).href;
			if (known.has(href)) continue;
			const fresh = Object.assign(document.createElement('link'), { rel: 'stylesheet', href });
			waits.push(new Promise((done, fail) => { fresh.onload = done; fresh.onerror = () => fail(new Error(`${href} is not there`)); }));
			document.head.append(fresh);
		}
		for (const style of from.querySelectorAll('head style')) document.head.append(document.importNode(style, true));
		return Promise.all(waits);
	}

	function contentsOf(shown, absent) {
		const page = Object.assign(document.createElement('div'), { className: 'page contents', id: 'contents' });
		const make = (tag, text, into) => into.appendChild(Object.assign(document.createElement(tag), { textContent: text }));
		const main = make('main', '', page);
		// Only what a link leads to gets a place in the PDF by which it can be found.
		make('a', given.contents, make('h1', '', main)).setAttribute('href', '#contents');
		let list = null;
		let group = null;
		for (const chapter of shown) {
			if (chapter.group !== group) {
				make('p', chapter.group, main).className = 'group';
				list = make('ol', '', main);
				group = chapter.group;
			}
			const link = make('a', '', make('li', '', list));
			link.setAttribute('href', `#${chapter.slug}`);
			make('span', chapter.name, link);
			make('span', chapter.title, link).className = 'q';
			Object.assign(make('b', '', link).dataset, { sheet: chapter.slug });
		}
		if (absent.length) make('p', `${given.absent} ${absent.map((chapter) => chapter.name).join(' · ')}`, main).className = 'note';
		return page;
	}

	const front = document.querySelector('.page.front');
	if (!front) throw new Error('the front page has no frame');
	const shown = [];
	const absent = [];
	for (const chapter of await chapters()) {
		const parsed = await parse(chapter.address);
		const page = parsed.querySelector('.page');
		if (!page) throw new Error(`${chapter.address.pathname} has no frame`);
		if (isAbsent(page)) absent.push(chapter);
		else shown.push({ ...chapter, parsed, page, title: page.querySelector('h1')?.textContent.trim() ?? '' });
	}
	const slugs = new Set(['front', ...shown.map((chapter) => chapter.slug)]);
	front.id = 'front';
	relink(front, root, slugs);
	const foot = [...front.querySelectorAll('footer > [data-foot]')].map(plain);
	const contents = contentsOf(shown, absent);
	front.parentNode.append(contents);
	for (const chapter of shown) {
		await restyle(chapter.parsed, chapter.address);
		rename(chapter.page, chapter.slug);
		relink(chapter.page, chapter.address, slugs);
		const page = document.importNode(chapter.page, true);
		page.id = chapter.slug;
		page.querySelectorAll(':scope > .top, :scope > footer, .skip, script').forEach((part) => part.remove());
		front.parentNode.append(page);
	}
	document.querySelectorAll('img[loading=lazy]').forEach((image) => { image.loading = 'eager'; });
	await document.fonts.ready;
	return {
		chapters: [{ slug: 'front', name: front.querySelector('h1')?.textContent.trim() ?? '' }, { slug: 'contents', name: given.contents }, ...shown.map(({ slug, name }) => ({ slug, name }))],
		absent: absent.map(({ slug }) => slug),
		organisation: [...front.querySelectorAll('.top > b, .top > .syn')].map((part) => part.textContent.trim()).join(' · '),
		foot,
		direction: document.documentElement.dir
	};
}
