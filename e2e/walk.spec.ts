import { join } from 'node:path'
import { expect, LEAD, rescue, test } from './support'
import type { Locator, Page } from '@playwright/test'

const FILE = join(__dirname, 'files', 'training-record.txt')
/** Awareness and Training: the objectives of 3.2.1 to 3.2.3, in the order of the queue. */
const FAMILY = ['3.2.1[a]', '3.2.1[b]', '3.2.1[c]', '3.2.1[d]', '3.2.2[a]', '3.2.2[b]', '3.2.2[c]', '3.2.3[a]',
  '3.2.3[b]']
const AFTER = '3.3.1[a]'
const FINDING = 'Looked at the training record of this year.'

/** The workbench shows this objective. */
const shows = (page: Page, name: string) =>
  expect(page.locator('h1 code.id')).toHaveText(new RegExp(`L2-${escaped(name)}$`))
const escaped = (name: string) => name.replace(/[.[\]]/g, '\\$&')

/** What the overview of the assessment has to say once the family is assessed. */
async function familyIsAssessed(page: Page) {
  const score = page.locator('dl.figures > div').filter({ hasText: 'Score will lie between' }).locator('dd')
  await expect(score).toHaveText(/^-?\d+ and \d+ of 110$/)
  const [worst, best] = (await score.innerText()).match(/-?\d+/g)!.map(Number)
  expect(worst).toBeLessThan(best)
  expect(best).toBe(110)
  await expect(page.locator('dl.figures')).toContainText(/9 of 32\d/)
  // Met without linked final evidence would count as open, and be said here.
  await expect(page.locator('#main')).toContainText('107 of 110 requirements are open. The lower end')
  const cells = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: /^AT / }) }).getByRole('cell')
  // The share, then met, not met, not applicable, open, of.
  await expect(cells).toContainText(['', '3', '0', '0', '0', '3'])
}

test('From the printed link to an assessed family and a range @walk', async ({ page, muster }) => {
  await page.goto(muster.link)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('link', { name: 'Assessments', exact: true }).click()
  await page.getByRole('link', { name: 'Start an assessment' }).click()
  await page.getByLabel('Title', { exact: true }).fill('The walk')
  await page.getByLabel('Level 2, self-assessment').check()
  await page.getByLabel('System', { exact: true }).selectOption({ label: 'Shop and engineering network' })
  await page.getByRole('button', { name: 'Start' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The walk')

  await page.getByRole('link', { name: /^AT / }).click()
  await page.getByRole('link', { name: '3.2.1', exact: true }).click()
  await page.getByRole('link', { name: 'Assess this requirement' }).click()
  await shows(page, FAMILY[0])
  await page.getByRole('link', { name: 'Add a file' }).click()
  await page.getByLabel('Files').setInputFiles(FILE)
  await page.getByLabel('Title').fill('Training record')
  await page.getByLabel('Kind').selectOption({ index: 1 })
  await page.getByLabel('Final').check()
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await shows(page, FAMILY[0])
  await expect(page.locator('.picks').getByRole('link', { name: 'Training record' })).toBeVisible()

  for (const [index, name] of FAMILY.entries()) {
    await shows(page, name)
    if (index > 0) await page.getByLabel(/^Training record/).check()
    await page.getByRole('radio', { name: /^Met/ }).check()
    await page.getByLabel('Examine').check()
    await page.getByLabel('Finding').fill(FINDING)
    await page.getByRole('button', { name: /^Save and next/ }).click()
  }
  await shows(page, AFTER)
  await page.getByRole('link', { name: 'Overview' }).first().click()
  await familyIsAssessed(page)
})

/** Tab, until the focus is there; nothing of a page may be out of a keyboard's reach. */
async function tabTo(page: Page, target: Locator) {
  await expect(target).toBeVisible()
  for (let presses = 0; presses < 80; presses++) {
    if (await target.evaluate(element => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`80 presses of Tab did not reach ${target}`)
}

/** Counts, from now on and on this page, what is pressed; a key held down with another is one. */
function countKeys() {
  document.documentElement.dataset.pressed = '0'
  document.addEventListener('keydown', event => {
    if (['Control', 'Shift'].includes(event.key)) return
    const { dataset } = document.documentElement
    dataset.pressed = String(Number(dataset.pressed) + 1)
  }, { capture: true })
}
const keysCounted = () => Number(document.documentElement.dataset.pressed)

/** From the list of assessments to the first objective of the family in a new one. */
async function startByKeys(page: Page) {
  const { keyboard } = page
  await tabTo(page, page.getByRole('link', { name: 'Start an assessment' }))
  await keyboard.press('Enter')
  await tabTo(page, page.getByLabel('Title', { exact: true }))
  await keyboard.type('By keyboard')
  await tabTo(page, page.getByLabel('Level 2, self-assessment'))
  await keyboard.press('Control+Enter')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('By keyboard')
  await tabTo(page, page.getByRole('link', { name: /^AT / }))
  await keyboard.press('Enter')
  await expect(page).toHaveURL(/family=AT/)
  await tabTo(page, page.getByRole('link', { name: '3.2.1', exact: true }))
  await keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Role-Based Risk Awareness')
  await keyboard.press('a')
  await shows(page, FAMILY[0])
}

/** A file for the library; only the browser's own window for choosing it is not keyed. */
async function addFileByKeys(page: Page) {
  const { keyboard } = page
  await keyboard.press('g')
  await keyboard.press('e')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Evidence')
  await keyboard.press('n')
  await page.getByLabel('Files').setInputFiles(FILE)
  await tabTo(page, page.getByLabel('Title'))
  await keyboard.type('Record of the keyboard walk')
  await tabTo(page, page.getByLabel('Kind'))
  await keyboard.press('a')
  await expect(page.getByLabel('Kind')).toHaveValue('artifact')
  await tabTo(page, page.locator('input[name=state]:checked'))
  await keyboard.press('ArrowDown')
  await expect(page.getByLabel('Final')).toBeChecked()
  await keyboard.press('Control+Enter')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Record of the keyboard walk')
}

test('By keyboard alone, with three keys for every objective of the family @walk @js', async ({ page, muster }) => {
  const { keyboard } = page
  await page.goto(rescue(muster, LEAD))
  await tabTo(page, page.getByRole('button', { name: 'Sign in', exact: true }))
  await keyboard.press('Enter')
  await expect(page).toHaveURL(/\/o\/contoso/)
  await addFileByKeys(page)
  await keyboard.press('g')
  await keyboard.press('l')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Assessments')
  await startByKeys(page)

  const pressed: number[] = []
  await page.evaluate(countKeys)
  for (const [index, name] of FAMILY.entries()) {
    await shows(page, name)
    await keyboard.press('1')
    await keyboard.press('m')
    await keyboard.press('Control+Enter')
    await shows(page, FAMILY[index + 1] ?? AFTER)
    // Nothing but the workbench was on the screen since, so nothing was pressed unseen on another page.
    pressed.push(await page.evaluate(keysCounted))
  }
  expect(pressed).toEqual(FAMILY.map((_, index) => 3 * (index + 1)))
  await expect(page.locator('.masthead__assessment')).toContainText(`${FAMILY.length} of `)
  await keyboard.press('g')
  await keyboard.press('o')
  await familyIsAssessed(page)
})

test('A file that is missing is added from the objective and linked to it by keyboard @js', async ({ lead, muster }) => {
  const { keyboard } = lead
  await lead.goto(`${muster.address}/o/contoso/assessments`)
  await startByKeys(lead)
  await keyboard.press('+')
  await expect(lead.getByRole('heading', { level: 1 })).toHaveText('Add evidence')
  await lead.getByLabel('Files').setInputFiles(FILE)
  await tabTo(lead, lead.getByLabel('Kind'))
  await keyboard.press('a')
  await keyboard.press('Control+Enter')
  await shows(lead, FAMILY[0])
  await expect(lead.locator('.picks').getByRole('link', { name: 'training-record' })).toBeVisible()
})
