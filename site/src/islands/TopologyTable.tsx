// The same as the picture, in words: nodes with their facts, links with their state.

import type { Snapshot } from '@worker/kernel/snapshot.ts'
import { factsOf, marksOf, replicationsOf, toneOf } from '../lab/presentation.ts'
import { fill, say } from '../strings.ts'
import { Scroll } from './Scroll.tsx'

export function TopologyTable({ snapshot }: { readonly snapshot: Snapshot }) {
  const replications = replicationsOf(snapshot)
  return (
    <Scroll label={say.topology.asTable}>
      <table class="cb-table">
        <caption>{say.topology.nodes}</caption>
        <thead>
          <tr>
            <th scope="col">{say.topology.nodeColumn}</th>
            <th scope="col">{say.topology.stateColumn}</th>
            <th scope="col">{say.topology.factsColumn}</th>
            <th scope="col">{say.topology.replicationColumn}</th>
          </tr>
        </thead>
        <tbody translate={false}>
          {snapshot.nodes.map((node) => (
            <tr key={node.id}>
              <th scope="row">{node.id}</th>
              <td>
                <span class="cb-badge" data-tone={toneOf(node.product, node.state)}>
                  {node.state}
                </span>
              </td>
              <td>{[...factsOf(node).map(({ label, value }) => `${label}: ${value}`), ...marksOf(node)].join(', ')}</td>
              <td>
                {replications
                  .filter(({ from }) => from === node.id)
                  .map(({ to, state }) => `${to}: ${state}`)
                  .join(', ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <table class="cb-table">
        <caption>{say.topology.links}</caption>
        <thead>
          <tr>
            <th scope="col">{say.topology.betweenColumn}</th>
            <th scope="col">{say.topology.networkColumn}</th>
            <th scope="col">{say.topology.stateColumn}</th>
          </tr>
        </thead>
        <tbody translate={false}>
          {snapshot.links.map(({ a, b, network, aToB, bToA }) => (
            <tr key={`${a} ${b} ${network}`}>
              <th scope="row">{fill(say.topology.between, { a, b })}</th>
              <td>{network}</td>
              <td>{say.topology.linkStates[aToB && bToA ? 'up' : aToB || bToA ? 'one-way' : 'down']}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
