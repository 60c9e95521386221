/** In trial mode everything happens while somebody looks on; examples/policy.yaml says what each line means. */
export const trialPolicy = `name: trial
rules:
  - name: departs
    nonconforming: { rounds: 2, of: 3 }
    then: unpublish
  - name: silent
    down: { for: PT1M }
    then: unpublish
back: { rounds: 2, for: PT0S }
`
