import { day, expect, test } from './support'
import { letterTo } from './letters'

test.use({ own: 'notices' })

test('What would be sent is looked at, sent, read, and the rules and one’s own choice hold @walk', async ({ lead, muster }) => {
  const org = `${muster.address}/o/contoso`
  await lead.goto(`${org}/tasks/new`)
  await lead.getByLabel('Task', { exact: true }).fill('Change the locks')
  await lead.getByLabel('Who does it').selectOption({ label: 'Dana Whitfield' })
  await lead.getByLabel('Due').fill(day(1))
  await lead.getByRole('button', { name: 'Give the task' }).click()
  await expect(lead.getByRole('heading', { level: 1 })).toHaveText('Change the locks')

  await lead.getByRole('link', { name: /^Reminders/ }).click()
  await lead.getByRole('link', { name: 'What would be sent' }).click()
  const dana = lead.getByRole('region', { name: 'Dana Whitfield' }).first()
  await expect(dana.getByRole('link', { name: 'Change the locks' }).first()).toBeVisible()
  await lead.getByRole('button', { name: 'Send it now' }).click()
  await expect(lead.getByText(/on the way\.$/).first()).toBeVisible()
  await expect(lead.getByText('Nothing to say')).toBeVisible()

  await lead.getByRole('link', { name: /^Reminders \(\d+\)$/ }).click()
  await lead.getByRole('button', { name: /^Mark as read\W+Change the locks/ }).click()
  await expect(lead.getByText('The reminder is marked as read.').first()).toBeVisible()
  const all = lead.getByRole('button', { name: 'Mark all as read' })
  if (await all.isVisible()) await all.click()
  await expect(lead.getByText('0 not read yet.')).toBeVisible()

  await lead.getByRole('link', { name: 'How you are reminded' }).click()
  await lead.getByLabel('A letter for each reminder').check()
  await lead.getByRole('button', { name: 'Save' }).click()
  await expect(lead.getByText('Your choice is saved.').first()).toBeVisible()
  await expect(lead.getByLabel('A letter for each reminder')).toBeChecked()

  await lead.goto(`${org}/settings/reminders`)
  await lead.getByLabel('Task, days before').fill('soon')
  await lead.getByRole('button', { name: 'Save' }).click()
  await expect(lead.locator('.summary[role=alert]')).toContainText('Enter whole days')
  await lead.getByLabel('Task, days before').fill('10, 2')
  await lead.getByRole('button', { name: 'Save' }).click()
  await expect(lead.getByText('The rules are saved.').first()).toBeVisible()
  await expect(lead.getByLabel('Task, days before')).toHaveValue('10, 2')
})

test('What is late comes to the compliance lead by letter', async ({ lead, muster }) => {
  const org = `${muster.address}/o/contoso`
  await lead.goto(`${org}/settings/reminders`)
  await lead.getByLabel('Task, days until the lead is told').fill('5')
  await lead.getByRole('button', { name: 'Save' }).click()
  await expect(lead.getByText('The rules are saved.').first()).toBeVisible()

  await lead.goto(`${org}/notices/preview`)
  const morgan = lead.getByRole('region', { name: 'Morgan Ellis' }).first()
  const late = morgan.getByRole('row').filter({ hasText: 'Say whose the third USB stick is' })
  await expect(late).toContainText('for you as the lead; Sam Novak answers for it')
  await lead.getByRole('button', { name: 'Send it now' }).click()
  await expect(lead.getByText(/on the way\.$/).first()).toBeVisible()

  const letter = await letterTo(lead, muster, 'morgan@contoso.example', 'Say whose the third USB stick is')
  expect(letter).toContain('For you as the lead: Sam Novak answers for it')
})
