import { readFileSync } from 'node:fs'
import { csv as file, send } from './tables'
import { day, expect, test, type Muster } from './support'
import type { Page } from '@playwright/test'

const SHEET = `Action Item,Control,Who does it,Due Date,Status
Change the locks,AC.L2-3.1.1,Somebody,11/21/2027,Open
Train everybody,03.02.01,dana@contoso.example,soon,In progress
`
const rows = (page: Page) => page.getByRole('region', { name: 'Rows of the file' })

/** Makes a file of a table for the organisation itself. */
async function exported(page: Page, muster: Muster, table: string, format: string): Promise<Buffer> {
  await page.goto(`${muster.address}/o/contoso`)
  await page.getByRole('link', { name: 'Export', exact: true }).click()
  await page.getByRole('radio', { name: table, exact: true }).check()
  await page.getByRole('radio', { name: format }).check()
  const arriving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Make the file' }).click()
  return readFileSync(await (await arriving).path())
}

async function carriedOut(page: Page, button: string, says: string) {
  await page.getByRole('button', { name: button }).click()
  await expect(page.getByText(says)).toBeVisible({ timeout: 20_000 })
}

test.use({ own: 'imports' })

test('A spreadsheet comes in from its columns to the trail @walk', async ({ lead, muster }) => {
  await lead.goto(`${muster.address}/o/contoso`)
  await lead.getByRole('link', { name: 'Import', exact: true }).click()
  await expect(lead.getByRole('heading', { level: 1 })).toHaveText('Import')
  await lead.getByRole('radio', { name: 'Tasks' }).check()
  await lead.getByLabel('File', { exact: true }).setInputFiles(file('plan.csv', SHEET))
  await lead.getByRole('button', { name: 'Send and go on' }).click()

  await expect(lead.getByRole('heading', { level: 1 })).toHaveText('What the columns mean')
  await expect(lead.getByLabel('Control is')).toHaveValue('requirement')
  await expect(lead.getByLabel('Action Item is')).toHaveValue('title')
  await lead.getByLabel('Who does it is').selectOption('assignee')
  await lead.getByRole('button', { name: 'Show the values of these columns' }).click()
  await lead.getByLabel('Somebody').selectOption('dana@contoso.example')
  await lead.getByRole('button', { name: 'Go on to the preview' }).click()

  await expect(lead.getByText('1 row has errors, so nothing can be imported yet')).toBeVisible()
  await expect(rows(lead)).toContainText('Enter a day like')

  // A tick that was taken away stays so on the way to the columns and back.
  const locks = lead.getByRole('checkbox', { name: 'Take row 2, Change the locks' })
  await lead.getByRole('button', { name: /^All rows/ }).click()
  await locks.uncheck()
  await lead.getByRole('button', { name: 'Say what the columns mean' }).click()
  await expect(lead.getByRole('heading', { level: 1 })).toHaveText('What the columns mean')
  await lead.getByRole('button', { name: 'Go on to the preview' }).click()
  await lead.getByRole('button', { name: /^All rows/ }).click()
  await expect(locks).not.toBeChecked()
  const arriving = lead.waitForEvent('download')
  await lead.getByRole('link', { name: 'Download the errors as a table' }).click()
  expect((await arriving).suggestedFilename()).toBe('import-errors.csv')
  await lead.getByLabel('Corrected file').setInputFiles(file('plan.csv', SHEET.replace('soon', '12/1/2027')))
  await lead.getByRole('button', { name: 'Send the corrected file' }).click()

  await expect(locks).toBeChecked()
  await lead.getByRole('checkbox', { name: 'Take row 3, Train everybody' }).uncheck()
  await lead.getByRole('button', { name: /^All rows/ }).click()
  await lead.getByRole('button', { name: 'Import 1 row' }).click()
  await expect(lead.getByText('1 of 2 rows changed something.')).toBeVisible({ timeout: 20_000 })

  await lead.goto(`${muster.address}/o/contoso/tasks?q=locks`)
  await expect(lead.getByRole('link', { name: 'Change the locks' }).first()).toBeVisible()
  await lead.goto(`${muster.address}/o/contoso/trail?action=table.imported`)
  await expect(lead.getByRole('region', { name: 'Trail' }).getByText('Table imported')).toHaveCount(1)
})

test('An export that comes back says nothing to change', async ({ lead, muster }) => {
  const book = await exported(lead, muster, 'Objectives and findings', 'Excel (XLSX)')
  await send(lead, muster, 'Objectives and findings', { ...file('objectives.xlsx', ''), buffer: book })

  await expect(lead.getByRole('heading', { level: 1 })).toHaveText(/^What .+ would change$/)
  await expect(lead.getByText('No row of this file stands so.')).toBeVisible()
  await lead.getByRole('button', { name: /^All rows \(3\d\d\)/ }).click()
  await expect(lead.getByText(/^1 to 50 of 3\d\d rows/)).toBeVisible()
})

test('What the law keeps off the POA&M is said in the preview, and nothing comes in before it is gone @walk', async ({ lead, muster }) => {
  const head = 'Control,Weakness,Root Cause,POC,Scheduled Completion\n'
  const item = (id: string) => `${id},The key is not asked for on two servers.,The agent was renewed.,lee@contoso.example,${day(60)}\n`
  await send(lead, muster, 'POA&M', file('poam.csv', head + item('3.5.3') + item('3.2.3')))
  await lead.getByRole('button', { name: 'Go on to the preview' }).click()
  await expect(lead.getByText('1 row has errors, so nothing can be imported yet')).toBeVisible()
  await expect(rows(lead)).toContainText('170.21(a)(2)(ii)')
  await expect(lead.getByRole('button', { name: /^Import \d/ })).toHaveCount(0)

  await lead.getByLabel('Corrected file').setInputFiles(file('poam-2.csv', head + item('3.2.3')))
  await lead.getByRole('button', { name: 'Send the corrected file' }).click()
  await expect(rows(lead)).toContainText('The agent was renewed.')
  await carriedOut(lead, 'Import 1 row', '1 of 1 row changed something.')
  await lead.goto(`${muster.address}/o/contoso`)
  await lead.getByRole('link', { name: /^POA&M/ }).first().click()
  await expect(lead.getByText('The key is not asked for on two servers.').first()).toBeVisible()
})

test('An index of evidence comes in as JSON, and the next one like it is understood at once', async ({ lead, muster }) => {
  const index = (...titles: string[]) => ({
    ...file('index.json', JSON.stringify(titles.map((title, n) => ({
      'Artifact': title, 'Stored at': 'Safe 3', 'Checksum': `${n}a`.repeat(32),
    })))), mimeType: 'application/json',
  })
  await send(lead, muster, 'Evidence index', index('Visitor book'))
  await expect(lead.getByRole('heading', { level: 1 })).toHaveText('What the columns mean')
  await lead.getByRole('button', { name: 'Go on to the preview' }).click()
  await expect(rows(lead)).toContainText('Safe 3')
  await carriedOut(lead, 'Import 1 row', '1 of 1 row changed something.')

  await send(lead, muster, 'Evidence index', index('Visitor book', 'Key register'))
  await expect(lead.getByRole('heading', { level: 1 })).toHaveText('What index.json would change')
  await expect(rows(lead)).toContainText('Key register')
  await expect(rows(lead)).not.toContainText('Visitor book')
  await carriedOut(lead, 'Import 1 row', '1 of 2 rows changed something.')
  await lead.goto(`${muster.address}/o/contoso/evidence?q=key+register`)
  await expect(lead.getByRole('link', { name: 'Key register' }).first()).toBeVisible()
})

test('What somebody changed since the export stays, unless its row is ticked @walk', async ({ lead, muster }) => {
  const title = 'Count the keys'
  await lead.goto(`${muster.address}/o/contoso/tasks/new`)
  await lead.getByLabel('Task', { exact: true }).fill(title)
  await lead.getByLabel('Due').fill(day(9))
  await lead.getByRole('button', { name: 'Give the task' }).click()
  await expect(lead.getByRole('heading', { level: 1 })).toHaveText(title)
  const task = lead.url()
  const file = await exported(lead, muster, 'Tasks', 'JSON')
  const { about, rows: tasks } = JSON.parse(file.toString())
  const mine = { about, rows: tasks.filter((it: { title: string }) => it.title === title) }
  mine.rows[0].due_on = day(12)
  // The file names its moment to the second.
  await expect.poll(() => Date.now(), { timeout: 5000 }).toBeGreaterThan(Date.parse(about.as_of) + 2000)
  await lead.goto(`${task}/edit`)
  await lead.getByLabel('Due').fill(day(11))
  await lead.getByRole('button', { name: 'Save' }).click()
  await expect(lead.getByText(day(11)).first()).toBeVisible()

  const sent = { name: 'tasks.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(mine)) }
  await send(lead, muster, 'Tasks', sent)
  await expect(lead.getByText('1 row was changed in Muster after this file was made.')).toBeVisible()
  const tick = lead.getByRole('checkbox', { name: /^Take row \d+, Count the keys/ })
  await expect(tick).not.toBeChecked()
  await tick.check()
  await lead.getByRole('button', { name: 'Keep these choices' }).click()
  await expect(tick).toBeChecked()
  await carriedOut(lead, 'Import 1 row', '1 of 1 row changed something.')
  await lead.goto(task)
  await expect(lead.getByText(day(12)).first()).toBeVisible()
})
