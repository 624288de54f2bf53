// The npm package fhir: is each resource on standard input (one a line) structurally valid FHIR R4?
const { Fhir } = require('fhir')
const fhir = new Fhir()
let text = ''
process.stdin.on('data', (part) => { text += part })
process.stdin.on('end', () => {
    const found = text.split('\n').filter(Boolean).map((line) => fhir.validate(JSON.parse(line), { errorOnUnexpected: true }))
    console.log(JSON.stringify(found.map((one) => one.messages.filter((message) => message.severity === 'error' || message.severity === 'fatal'))))
})
