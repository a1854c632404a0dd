// Every starting point, each a click from a cluster of one's own: for whoever wants the cluster and no procedure.

import { useEffect, useState } from 'preact/hooks'
import { call, sentencesOf } from '../lab/api.ts'
import { LiveSandbox } from '../lab/LiveSandbox.ts'
import { presentationOf } from '../lab/presentation.ts'
import { fill, say } from '../strings.ts'
import { tell } from '../tell.ts'

type Template = {
  readonly id: string
  readonly product: string
  readonly title: string
  readonly purpose: string
  readonly nodes: readonly unknown[]
}

export function StartingPoints({ onFailure }: { readonly onFailure: (why: string) => void }) {
  const [templates, setTemplates] = useState<readonly Template[]>([])
  const [starting, setStarting] = useState<string | null>(null)
  useEffect(() => {
    void call<{ templates: readonly Template[] }>('GET', '/templates', null).then((found) => {
      if (found.ok) setTemplates(found.body.templates)
    })
  }, [])
  const start = async (template: string) => {
    setStarting(template)
    const made = await LiveSandbox.create(template, null)
    if (made.ok) {
      made.body.close()
      location.assign(`/s/${made.body.id}`)
      return
    }
    setStarting(null)
    onFailure(sentencesOf(made.problem).join(' '))
  }
  if (templates.length === 0) return null
  const products = [...new Set(templates.map(({ product }) => product))].map((product) => ({
    product,
    own: templates.filter((each) => each.product === product),
  }))
  return (
    <section class="cb-kept" aria-label={say.console.starts}>
      <h2>{say.console.starts}</h2>
      {products.map(({ product, own }) => (
        <>
          <h3 translate={false}>{presentationOf(product).title}</h3>
          <ul>
            {own.map(({ id, title, purpose, nodes }) => (
              <li key={id} class="cb-start-row">
                <span>
                  <strong>{tell(title)}</strong> <span class="cb-faint">{fill(say.console.nodesOf, { n: nodes.length })}</span>
                  <br />
                  <span class="cb-faint">{tell(purpose)}</span>
                </span>
                <button
                  type="button"
                  aria-label={fill(say.console.startOf, { title: tell(title) })}
                  disabled={starting !== null}
                  onClick={() => void start(id)}
                >
                  {starting === id ? say.start.starting : say.console.startIt}
                </button>
              </li>
            ))}
          </ul>
        </>
      ))}
    </section>
  )
}
