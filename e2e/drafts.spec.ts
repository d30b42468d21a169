import { expect, level2, test } from './support'
import type { Page } from '@playwright/test'

const finding = (page: Page) => page.getByRole('textbox', { name: 'Finding' })
const note = (page: Page) => page.locator('#draft-note')

/** Comes back until what was sent on leaving has arrived. */
async function comesBackTo(page: Page, at: string, text: string) {
  await expect(async () => {
    await page.goto(at)
    await expect(finding(page)).toHaveValue(text, { timeout: 1000 })
  }).toPass()
  await expect(note(page)).toContainText('Draft of')
}

test('What was typed a moment before leaving is there on return @js', async ({ lead, muster }) => {
  const at = `${await level2(lead, muster)}/work/3.13.4/a`
  await lead.goto(at)
  await finding(lead).fill('Left by the mouse.')
  await lead.getByRole('link', { name: 'Skip', exact: true }).click()
  await expect(lead.getByRole('heading', { level: 1 })).not.toContainText('3.13.4[a]')
  await comesBackTo(lead, at, 'Left by the mouse.')

  await finding(lead).press('End')
  await lead.keyboard.type(' Then by a key.')
  await lead.keyboard.press('Escape')
  await lead.keyboard.press('j')
  await expect(lead.getByRole('heading', { level: 1 })).not.toContainText('3.13.4[a]')
  await comesBackTo(lead, at, 'Left by the mouse. Then by a key.')
})

test('What is saved leaves no draft behind, and what is refused does @js', async ({ lead, muster }) => {
  const at = `${await level2(lead, muster)}/work/3.13.5/a`
  const drafts: string[] = []
  lead.on('request', request => { if (request.url().endsWith('/draft')) drafts.push(request.url()) })
  await lead.goto(at)
  await lead.getByRole('radio', { name: /^Not met/ }).check()
  await finding(lead).fill('Short')
  await lead.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(lead.locator('.summary[role=alert]')).toContainText('NOT MET needs a reason')
  await expect(lead).toHaveTitle(/^Error: /)
  await lead.getByRole('link', { name: 'Skip', exact: true }).click()
  await expect(lead.getByRole('heading', { level: 1 })).not.toContainText('3.13.5[a]')
  await comesBackTo(lead, at, 'Short')

  drafts.length = 0
  await finding(lead).fill('The wall between the nets has a hole.')
  await lead.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(lead.getByText('3.13.5[a] is Not met.').first()).toBeVisible()
  await expect(lead).not.toHaveTitle(/Error/)
  await lead.getByRole('link', { name: 'Skip', exact: true }).click()
  await expect(lead.getByRole('heading', { level: 1 })).not.toContainText('3.13.5[a]')
  await lead.goto(at)
  await expect(finding(lead)).toHaveValue('The wall between the nets has a hole.')
  await expect(note(lead)).not.toContainText('Draft of')
  expect(drafts).toEqual([])
})

test('A reload right after a word shows that word, and going on loses none @js', async ({ lead, muster }) => {
  await lead.goto(`${await level2(lead, muster)}/work/3.13.8/a`)
  await finding(lead).fill('One.')
  await expect(note(lead)).toContainText('Draft of')
  let text = 'One.'
  for (const words of [' Two.', ' Three.']) {
    await finding(lead).press('End')
    await lead.keyboard.type(words)
    await lead.reload()
    text += words
    await expect(finding(lead)).toHaveValue(text)
  }
})

test('A reload that is answered before the draft has arrived shows the last words all the same @js', async ({
  lead, muster,
}) => {
  const at = `${await level2(lead, muster)}/work/3.13.14/a`
  await lead.goto(at)
  await finding(lead).fill('The first words.')
  await expect(note(lead)).toContainText('Draft of')
  await lead.route('**/draft', async route => {
    await new Promise(done => setTimeout(done, 1500))
    await route.continue().catch(() => null)
  })
  await finding(lead).press('End')
  await lead.keyboard.type(' The last ones.')
  await lead.reload()
  await expect(finding(lead)).toHaveValue('The first words. The last ones.')
  await lead.unroute('**/draft')
  await comesBackTo(lead, at, 'The first words. The last ones.')

  await lead.evaluate(() => { document.querySelector<HTMLTextAreaElement>('#field-finding')!.value = '' })
  await lead.reload()
  await expect(finding(lead)).toHaveValue('The first words. The last ones.')
})

test('What is typed while a save is on its way is not lost with the form @js', async ({ lead, muster }) => {
  const at = `${await level2(lead, muster)}/work/3.13.13/a`
  let goOn = () => {}
  await lead.route(at, async route => {
    if (route.request().method() === 'POST') await new Promise<void>(done => { goOn = done })
    await route.continue()
  })
  const typeWhile = async (save: () => Promise<void>, words: string) => {
    const [asked, answered] = [lead.waitForRequest(at), lead.waitForResponse(at)]
    await save()
    await asked
    await finding(lead).press('End')
    await lead.keyboard.type(words)
    goOn()
    await answered
  }
  await lead.goto(at)
  await finding(lead).fill('Saved.')
  await typeWhile(() => lead.keyboard.press('Control+Enter'), ' Late.')
  await expect(lead.getByRole('heading', { level: 1 })).not.toContainText('3.13.13[a]')
  await expect(lead.locator('#toasts')).toContainText('kept as a draft of the objective before')
  await comesBackTo(lead, at, 'Saved. Late.')
  await expect(lead.getByText('assessed this meanwhile')).toHaveCount(0)

  await typeWhile(() => lead.getByRole('button', { name: 'Save', exact: true }).click(), ' Later.')
  await expect(note(lead)).toContainText('Draft of')
  await expect(finding(lead)).toHaveValue('Saved. Late. Later.')
  await comesBackTo(lead, at, 'Saved. Late. Later.')

  // The same where what is sent stands already, so that no new version comes of it.
  await finding(lead).fill('Saved. Late.')
  await expect(note(lead)).not.toContainText('Draft of')
  await typeWhile(() => lead.keyboard.press('Control+Enter'), ' Again.')
  await expect(lead.locator('#toasts')).toContainText('kept as a draft of the objective before')
  await comesBackTo(lead, at, 'Saved. Late. Again.')
  await expect(lead.getByText('assessed this meanwhile')).toHaveCount(0)
})

test('What is told of a save covers neither the finding nor the buttons below it @js', async ({ lead, muster }) => {
  await lead.goto(`${await level2(lead, muster)}/work/3.13.8/a`)
  await finding(lead).fill('Seen on the list of accounts.')
  await lead.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(lead.locator('#toasts .toast')).toBeVisible()

  const told = await lead.locator('.toasts').boundingBox()
  const foot = await lead.locator('.workbench__foot').boundingBox()
  expect(foot!.y + foot!.height).toBeLessThanOrEqual(told!.y + 0.5)
})

test('What was put aside on leaving is gone where nobody is signed in @js', async ({ lead, muster }) => {
  const assessment = await level2(lead, muster)
  const putAside = () => lead.evaluate(() => sessionStorage.getItem('typed'))
  await lead.goto(`${assessment}/work/3.13.16/a`)
  await finding(lead).fill('For no other eyes.')
  await lead.goto(assessment)
  expect(await putAside()).toContain('For no other eyes.')
  await lead.context().clearCookies()
  await lead.goto(new URL('/signin', lead.url()).href)
  expect(await putAside()).toBeNull()
})

test('What was typed while the line was down is said not to be kept, and kept once it is up @js', async ({
  lead, muster,
}) => {
  const at = `${await level2(lead, muster)}/work/3.13.10/a`
  await lead.goto(at)
  await lead.context().setOffline(true)
  await finding(lead).fill('Written in the train.')
  await expect(note(lead)).toContainText('not kept as a draft yet')
  await lead.context().setOffline(false)
  await expect(note(lead)).toContainText('Draft of')
  await expect(lead.locator('#toasts .note--bad')).toHaveCount(0)
  await comesBackTo(lead, at, 'Written in the train.')
})

test('A draft that nobody took is sent again by itself @js', async ({ lead, muster }) => {
  await lead.clock.install()
  await lead.goto(`${await level2(lead, muster)}/work/3.13.15/a`)
  await lead.route('**/draft', route => route.abort())
  await finding(lead).fill('Written while the server was away.')
  await expect(note(lead)).toContainText('not kept as a draft yet')
  await lead.unroute('**/draft')
  await lead.clock.fastForward(10_000)
  await expect(note(lead)).toContainText('Draft of')
  await expect(lead.locator('#toasts .note--bad')).toHaveCount(0)
})

test('A draft that is refused is not sent again and again @js', async ({ lead, muster }) => {
  await lead.clock.install()
  await lead.goto(`${await level2(lead, muster)}/work/3.13.16/a`)
  let asked = 0
  await lead.route('**/draft', route => {
    asked += 1
    return route.fulfill({ status: 403, headers: { 'HX-Retarget': '#alerts' }, body: '<p>Not yours.</p>' })
  })
  await finding(lead).fill('Written after it was given to somebody else.')
  await expect(note(lead)).toContainText('not kept as a draft yet')
  await lead.clock.fastForward(60_000)
  await lead.clock.runFor(1000)
  expect(asked).toBe(1)
})

test('What is taken over from the objective before stands, whatever was chosen a moment ago @js', async ({
  lead, muster,
}) => {
  const at = `${await level2(lead, muster)}/work/3.13.14`
  await lead.goto(`${at}/a`)
  await finding(lead).fill('Seen on the floor.')
  await lead.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(lead.getByText('3.13.14[a] is').first()).toBeVisible()
  await lead.goto(`${at}/b`)
  await lead.getByRole('radio', { name: /^Not met/ }).check()
  await lead.keyboard.press('=')
  await expect(lead).toHaveURL(/carry=1/)
  await expect(finding(lead)).toHaveValue(/^(.+\n\n)?Seen on the floor\.$/)
  await expect(lead.getByRole('radio', { name: /^Not met/ })).not.toBeChecked()
})

test('A refusal that is shown elsewhere leaves nothing busy, and dismissed it gives the focus back @js', async ({
  lead, muster,
}) => {
  await lead.goto(`${await level2(lead, muster)}/work/3.13.11/a`)
  await lead.locator('form.workbench input[name=csrf]').evaluate((field: HTMLInputElement) => { field.value = 'old' })
  const save = lead.getByRole('button', { name: 'Save', exact: true })
  await save.click()
  await expect(lead.locator('#alerts')).toContainText('This form has expired')
  await expect(lead.locator('[aria-busy]')).toHaveCount(0)
  await lead.getByRole('button', { name: 'Dismiss' }).press('Enter')
  await expect(save).toBeFocused()
})

test('Who saves second is shown both, and the title says so', async ({ lead, muster, javaScriptEnabled }) => {
  const at = `${await level2(lead, muster)}/work/3.13.10/a`
  const other = await lead.context().newPage()
  await lead.goto(at)
  await other.goto(at)
  await finding(other).fill('One line\nand another.')
  await other.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(other.getByText('3.13.10[a] is Met.').first()).toBeVisible()
  await finding(lead).fill('Two words.')
  await lead.getByRole('button', { name: 'Save', exact: true }).click()

  const theirs = lead.getByRole('alert').filter({ hasText: 'assessed this meanwhile' })
  await expect(theirs).toBeFocused()
  expect(await theirs.innerText()).toMatch(/Examine[^]*One line\nand another\./)
  await expect(finding(lead)).toHaveValue('Two words.')
  await expect(lead).toHaveTitle(/^Error: /)
  await lead.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(theirs).toHaveCount(0)
  if (javaScriptEnabled) await expect(lead).not.toHaveTitle(/Error/)
  await other.close()
})
