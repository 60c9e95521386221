import { readForm } from '../request-body.js'
import { choiceScreen, openDataScreen } from './screen.js'
import { areKnown } from './source.js'

/** The pages with open data: nobody signs in to see them. */
export const openDataRoutes = ({ show, redirect }) => ({
  'GET /open-data': (visit) => show(visit, choiceScreen(visit.language, visit.app)),

  'POST /open-data': async (visit) => {
    const { app, request, language } = visit
    const form = await readForm(request)
    const providers = app.config.providers.filter(({ id }) => form.getAll('provider').includes(id))
    const data = form.getAll('data')
    if (providers.length === 0 || !areKnown(data)) return redirect(visit, `/open-data?lang=${language}`)
    const sections = await app.openData.sectionsOf(providers, data, language)
    show(visit, openDataScreen(language, { ...app, sections }))
  },
})
