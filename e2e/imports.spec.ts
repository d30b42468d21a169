import { expect, test } from './support'

const SHEET = `Action Item,Control,Who does it,Due Date,Status
Change the locks,AC.L2-3.1.1,Somebody,11/21/2027,Open
Train everybody,03.02.01,dana@contoso.example,soon,In progress
`
const file = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })

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
  await expect(lead.getByRole('region', { name: 'Rows of the file' })).toContainText('Enter a day like')
  const arriving = lead.waitForEvent('download')
  await lead.getByRole('link', { name: 'Download the errors as a table' }).click()
  expect((await arriving).suggestedFilename()).toBe('import-errors.csv')
  await lead.getByLabel('Corrected file').setInputFiles(file('plan.csv', SHEET.replace('soon', '12/1/2027')))
  await lead.getByRole('button', { name: 'Send the corrected file' }).click()

  await expect(lead.getByRole('checkbox', { name: 'Take row 2, Change the locks' })).toBeChecked()
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
  await lead.goto(`${muster.address}/o/contoso`)
  await lead.getByRole('link', { name: 'Export', exact: true }).click()
  await lead.getByRole('radio', { name: 'Objectives and findings' }).check()
  await lead.getByRole('radio', { name: 'Excel (XLSX)' }).check()
  const arriving = lead.waitForEvent('download')
  await lead.getByRole('button', { name: 'Make the file' }).click()
  const path = await (await arriving).path()

  await lead.getByRole('link', { name: 'Import', exact: true }).first().click()
  await lead.getByRole('radio', { name: 'Objectives and findings' }).check()
  await lead.getByLabel('File', { exact: true }).setInputFiles(path)
  await lead.getByRole('button', { name: 'Send and go on' }).click()

  await expect(lead.getByRole('heading', { level: 1 })).toHaveText(/^What .+ would change$/)
  await expect(lead.getByText('No row of this file stands so.')).toBeVisible()
  await lead.getByRole('button', { name: /^All rows \(3\d\d\)/ }).click()
  await expect(lead.getByText(/^1 to 50 of 3\d\d rows/)).toBeVisible()
})
