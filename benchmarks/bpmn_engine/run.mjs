// bpmn-engine as one of those compared: the shared drawing, its state saved to PostgreSQL in one transaction with each completion.
// "resident": the running case stays in memory. "restored": it is read from the database and recovered for each completion, as
// several processes behind one address must do. Arguments: mode, folder of the packages, drawing, socket, database.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

const [mode, packages, drawing, host, database] = process.argv.slice(2)
const require = createRequire(`${packages}/package.json`)
const { Engine } = require('bpmn-engine')
const { Client } = require('pg')
const source = readFileSync(drawing, 'utf8')
const client = new Client({ host, database, user: 'postgres' })
const running = new Map()

// The drawing's one condition is written in nq57's language; the form of the step just completed is where it looks.
const expressions = { resolveExpression: (_text, scope) => scope.environment.output.form?.decision === 'approve' }
const extensions = {
  keepForm (activity) {
    if (activity.type === 'bpmn:UserTask') activity.on('end', (api) => { activity.environment.output.form = api.content.output })
  }
}
const options = { name: 'result', source, expressions, extensions }

async function prepare () {
  await client.connect()
  await client.query('CREATE TABLE cases (id integer PRIMARY KEY, state json, version integer)')
  await client.query('CREATE TABLE items (id serial PRIMARY KEY, case_id integer, name text, opened_at timestamptz, closed_at timestamptz)')
  await client.query('CREATE TABLE history (id serial PRIMARY KEY, case_id integer, said text, at timestamptz)')
  await client.query('CREATE INDEX items_by_case ON items (case_id)')
}

async function begin (id) {
  const engine = new Engine(options)
  const execution = await engine.execute()
  if (mode === 'resident') running.set(id, { engine, execution })
  await client.query('INSERT INTO cases VALUES ($1, $2, 1)', [id, JSON.stringify(await engine.getState())])
  await open(id, execution)
}

async function step (id, element, decision) {
  const start = process.hrtime.bigint()
  await client.query('BEGIN')
  const found = await client.query(`SELECT ${mode === 'resident' ? 'version' : 'state'} FROM cases WHERE id = $1 FOR UPDATE`, [id])
  const { engine, execution } = running.get(id) ?? await recovered(found.rows[0].state)
  if (!execution.getPostponed().some((waiting) => waiting.id === element)) throw new Error(`${element} does not wait`)
  execution.signal({ id: element, decision })
  await client.query('UPDATE cases SET state = $2, version = version + 1 WHERE id = $1', [id, JSON.stringify(await engine.getState())])
  await client.query('UPDATE items SET closed_at = now() WHERE case_id = $1 AND closed_at IS NULL', [id])
  await open(id, execution)
  await client.query("INSERT INTO history (case_id, said, at) VALUES ($1, 'completed', now())", [id])
  await client.query('COMMIT')
  return Number(process.hrtime.bigint() - start) / 1e9
}

async function recovered (state) {
  const engine = new Engine(options).recover(state)
  return { engine, execution: await engine.resume() }
}

async function open (id, execution) {
  for (const waiting of execution.getPostponed()) {
    await client.query('INSERT INTO items (case_id, name, opened_at) VALUES ($1, $2, now())', [id, waiting.id])
  }
}

await prepare()
console.log(JSON.stringify({ ready: true }))
for await (const line of createInterface({ input: process.stdin })) {
  const told = JSON.parse(line)
  const seconds = told.element ? await step(told.case, told.element, told.decision) : await begin(told.case) ?? 0
  console.log(JSON.stringify({ seconds }))
}
await client.end()
