// The npm package rxnav-api, unchanged but for its address, asks what its own examples ask.
const { RxnavApi } = require('rxnav-api')

async function main() {
    const base = process.argv[2]
    const out = {}
    for (const form of ['json', 'xml']) {
        const api = new RxnavApi()
        api.config.baseUrl = `${base}/REST`
        api[form]()
        const interactions = api.drugInteractionApi()
        interactions.config.baseUrl = `${base}/REST/interaction`
        const names = api.rxnorm()
        names.config.baseUrl = `${base}/REST`
        out[form] = {
            list: await interactions.interactionsBetweenDrugs(['5640', '11289', '999999999'], ['DrugBank', 'ONCHigh']),
            one: await interactions.interaction('11289', ['DrugBank', 'ONCHigh']),
            sources: await interactions.sources(),
            version: await interactions.version(),
            approximate: await names.approximateTerm({ term: 'warfrin', maxEntries: 4 }),
            drugs: await names.drugs('aspirin'),
            spelling: await names.spellingSuggestionList('warfrin'),
            displayNames: await names.displayNames(),
        }
    }
    console.log(JSON.stringify(out))
}

main().catch((error) => { console.error(error.message); process.exit(1) })
