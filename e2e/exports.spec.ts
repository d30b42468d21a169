import { readFileSync } from 'node:fs'
import { expect, test } from './support'

test('Tables are made for different readers, in every form @walk', async ({ lead, muster }) => {
  await lead.goto(`${muster.address}/o/contoso`)
  await lead.getByRole('link', { name: 'Export', exact: true }).click()
  await expect(lead.getByRole('heading', { level: 1 })).toHaveText('Export')

  const made = async (table: string, audience: string, format: string) => {
    await lead.getByRole('radio', { name: table, exact: true }).check()
    await lead.getByRole('radio', { name: audience }).check()
    await lead.getByRole('radio', { name: format }).check()
    const arriving = lead.waitForEvent('download')
    await lead.getByRole('button', { name: 'Make the file' }).click()
    const file = await arriving
    return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) }
  }

  const ours = await made('Requirements', 'Ourselves', 'CSV')
  expect(ours.name).toMatch(/^requirements-internal-\d{4}-\d\d-\d\d\.csv$/)
  expect(ours.bytes.toString()).toContain('3.1.1,AC.L2-3.1.1')
  expect(ours.bytes.toString().split('\n')[0]).toContain('owner_email')

  const theirs = await made('Requirements', 'A prime contractor', 'JSON')
  const { about, count, rows } = JSON.parse(theirs.bytes.toString())
  expect(rows).toHaveLength(count)
  expect(about.audience).toBe('prime')
  expect(Object.keys(rows[0])).not.toContain('narrative')

  const book = await made('Evidence index', 'An assessor', 'Excel (XLSX)')
  expect(book.bytes.subarray(0, 2).toString()).toBe('PK')

  await lead.goto(`${muster.address}/o/contoso/trail?action=table.exported`)
  await expect(lead.getByRole('region', { name: 'Trail' }).getByText('Table exported')).toHaveCount(3)
})
