/**
 * Makes the pinned Evidence packages build and open without a network. Runs after every install and before every build;
 * running it again changes nothing. Each edit names the text it replaces, so a changed package fails loudly here.
 *
 * - Parquet: DuckDB-WASM would download its parquet extension. parquet-wasm, which Evidence already brings, reads and
 *   writes the files instead, and DuckDB-WASM gets Arrow.
 * - Template: our page shell (language, direction, theme) and no developer pages, which would be published otherwise.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const MARK = '/* satisfaction: offline */';
const EXPECTED = { '@evidence-dev/universal-sql': '3.0.1', '@evidence-dev/evidence': '40.1.8' };

/** Folder of an installed package, or null while only the lock file is being made. */
function packageFolder(name) {
	const folder = path.join(HERE, '..', 'node_modules', name);
	if (!fs.existsSync(folder)) return null;
	const { version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
	if (version !== EXPECTED[name]) throw new Error(`${name}: patches are for ${EXPECTED[name]}, found ${version}`);
	return fs.realpathSync(folder);
}

/** Replaces texts in one file once; a text that is not there is an error. */
function patch(file, edits) {
	const before = fs.readFileSync(file, 'utf8');
	if (before.startsWith(MARK)) return;
	const after = edits.reduce((text, [from, to]) => {
		if (!text.includes(from)) throw new Error(`${path.basename(file)}: cannot find the text to patch: ${from.slice(0, 70)}`);
		return text.replace(from, () => to);
	}, before);
	fs.writeFileSync(file, `${MARK}\n${after}`);
}

const NO_DOWNLOADS = `await connection.query('SET autoload_known_extensions = false;');
		await connection.query('SET autoinstall_known_extensions = false;');
		await connection.query('SET ieee_floating_point_ops = false;');`;

/** Statements that put one Parquet file into DuckDB through Arrow. `wait` is "await " in the browser. */
const loadTable = (wait) => `
				const arrow = readParquet(bytes).intoIPCStream();
				const raw = \`raw_\${source}_\${table}\`;
				${wait}connection.query(\`DROP TABLE IF EXISTS memory.main."\${raw}"\`);
				${wait}connection.insertArrowFromIPCStream(arrow, { name: raw, schema: 'main', create: true });
				${wait}connection.query(\`CREATE OR REPLACE VIEW "\${source}"."\${table}" AS SELECT * FROM memory.main."\${raw}"\`);`;

function patchUniversalSql(folder) {
	const src = path.join(folder, 'src');
	patch(path.join(src, 'build-parquet.js'), [
		['\tlet tmpFilenames = [];', '\tlet tmpFilenames = [];\n\tconst parts = [];'],
		['\t\ttmpFilenames.push(finalTempFilename);', '\t\ttmpFilenames.push(finalTempFilename);\n\t\tparts.push(table);'],
		[
			'\tawait query(copy);',
			`	const whole = parts.length === 1 ? parts[0] : parts[0].concat(...parts.slice(1));
	const zstd = new WriterPropertiesBuilder().setCompression(Compression.ZSTD).build();
	await fs.writeFile(outputFilepath, writeParquet(Table.fromIPCStream(tableToIPC(whole, 'stream')), zstd));`
		]
	]);
	patch(path.join(src, 'client-duckdb', 'node.js'), [
		["await connection.query('SET ieee_floating_point_ops = false;');", NO_DOWNLOADS],
		["import { createRequire } from 'module';", "import { createRequire } from 'module';\nimport fs from 'fs';\nimport { readParquet } from 'parquet-wasm/node/arrow1.js';"],
		[
			`			db.registerFileURL(
				file_name,
				url.split(pathDelimiterRegex).join(path.sep),
				DuckDBDataProtocol.NODE_FS,
				false
			);
			connection.query(
				\`CREATE OR REPLACE VIEW "\${source}"."\${table}" AS (SELECT * FROM read_parquet('\${file_name}'));\`
			);`,
			`			{
				const bytes = new Uint8Array(fs.readFileSync(url.split(pathDelimiterRegex).join(path.sep)));${loadTable('')}
			}`
		]
	]);
	patch(path.join(src, 'client-duckdb', 'browser.js'), [
		// Every browser since 2022 has WebAssembly exceptions; the engine without them would add 39 MB to each edition.
		[
			`const useEh = await getPlatformFeatures().then((x) => x.wasmExceptions);

		const DUCKDB_CONFIG = useEh
			? {
					mainModule: (await import('@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url')).default,
					mainWorker: (await import('@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?worker'))
						.default
				}
			: {
					mainModule: (await import('@duckdb/duckdb-wasm/dist/duckdb-mvp.wasm?url')).default,
					mainWorker: (await import('@duckdb/duckdb-wasm/dist/duckdb-browser-mvp.worker.js?worker'))
						.default
				};`,
			`const DUCKDB_CONFIG = {
			mainModule: (await import('@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url')).default,
			mainWorker: (await import('@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?worker')).default
		};`
		],
		['	getPlatformFeatures,\n', ''],
		["await connection.query('SET ieee_floating_point_ops = false;');", NO_DOWNLOADS],
		[
			"import { arrowTableToJSON, getPromise, withTimeout } from './both.js';",
			`import { arrowTableToJSON, getPromise, withTimeout } from './both.js';
import startParquet, { readParquet } from 'parquet-wasm/esm/arrow1.js';
import parquetWasm from 'parquet-wasm/esm/arrow1_bg.wasm?url';`
		],
		[
			`				await db.registerFileURL(file_name, addBasePath(path), DuckDBDataProtocol.HTTP, false);
				await connection.query(
					\`CREATE OR REPLACE VIEW "\${source}"."\${table}" AS (SELECT * FROM read_parquet('\${file_name}'));\`
				);`,
			`				await startParquet(parquetWasm);
				const response = await fetch(addBasePath(path));
				if (!response.ok) throw new Error(\`\${response.status} loading \${path}\`);
				const bytes = new Uint8Array(await response.arrayBuffer());${loadTable('await ')}`
		]
	]);
}

function patchTemplate(folder) {
	const template = path.join(folder, 'template', 'src');
	fs.copyFileSync(path.join(HERE, '..', 'template', 'app.html'), path.join(template, 'app.html'));
	fs.copyFileSync(path.join(HERE, '..', 'template', 'hooks.server.js'), path.join(template, 'hooks.server.js'));
	for (const page of ['explore', 'settings']) fs.rmSync(path.join(template, 'pages', page), { recursive: true, force: true });
}

const universalSql = packageFolder('@evidence-dev/universal-sql');
if (universalSql) {
	patchUniversalSql(universalSql);
	patchTemplate(packageFolder('@evidence-dev/evidence'));
}
