import { expect, level2, test } from './support'

test('A finding that moves the score stands in its story, with who decided it', async ({ lead, muster }) => {
  const at = await level2(lead, muster)
  await lead.goto(`${at}/dashboard`)
  await expect(lead.getByRole('heading', { level: 1 })).toHaveText('Dashboard')
  const score = await lead.locator('#course + .figures a').first().textContent()

  await lead.goto(`${at}/work/3.1.2/a`)
  await lead.getByRole('radio', { name: /^Not met/ }).check()
  await lead.locator('textarea[name=finding]').fill('The shop floor knows one account for everybody.')
  await lead.getByRole('button', { name: /^Save and next/ }).click()
  await expect(lead.locator('h1 code.id')).not.toHaveText(/3\.1\.2\[a\]$/)

  await lead.goto(`${at}/dashboard`)
  const story = lead.getByRole('region', { name: 'What changed the score' })
  await expect(story.getByRole('link', { name: '3.1.2[a]' }).first()).toBeVisible()
  await expect(story.getByRole('row').nth(1)).toContainText('NOT MET')
  await expect(story.getByRole('row').nth(1)).toContainText('Dana')
  await expect(lead.locator('#course + .figures a').first()).not.toHaveText(score ?? '')
  await lead.locator('#course + .figures a').first().click()
  await expect(lead).toHaveURL(/\/score$/)
})

test('The demonstration tells how its score of 87 came about, and every number leads to its list @walk', async ({ lead, muster }) => {
  const at = await level2(lead, muster)
  await lead.goto(`${at}/dashboard?all=1`)
  const story = lead.getByRole('region', { name: 'What changed the score' })
  const row = story.getByRole('row').filter({ has: lead.getByRole('link', { name: '3.8.4[b]' }) }).first()
  await expect(row).toContainText('86 → 87')
  await expect(row).toContainText('Sam Novak')
  await expect(row.getByRole('link', { name: 'Prints on the benches, marked' })).toBeVisible()

  const age = lead.getByRole('region', { name: 'Evidence out of date by day' })
  const last = age.getByRole('row').last().getByRole('link')
  const total = await last.textContent()
  await last.click()
  await expect(lead.getByRole('heading', { level: 2 }).first()).toContainText(`${total} pieces`)
})
