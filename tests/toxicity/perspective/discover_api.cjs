// node discover_api.cjs ADDRESS KEY: what google.discoverAPI(ADDRESS) of the npm package googleapis does, step by step
// (its src/googleapis.ts hands the address to this class and calls the result with the options).
const { Discovery } = require("googleapis-common");

async function main(address, key) {
  const discovery = new Discovery({ debug: false, includePrivate: false });
  const client = (await discovery.discoverAPI(address))({});
  const text = "You are an idiot. You fool.";
  const analyze = await client.comments.analyze({
    key,
    resource: {
      comment: { text },
      context: { entries: [{ text: "The article." }, { text: "The comment that was answered." }] },
      requestedAttributes: { TOXICITY: {}, INSULT: {} },
      languages: ["en"],
      spanAnnotations: true,
      doNotStore: true,
    },
  });
  const suggestscore = await client.comments.suggestscore({
    key,
    resource: {
      comment: { text },
      attributeScores: { TOXICITY: { summaryScore: { value: 1 } } },
      clientToken: "t",
    },
  });
  const error = await client.comments
    .analyze({ key, resource: { comment: { text }, requestedAttributes: { SPAM: {} } } })
    .then(() => null, (problem) => [Number(problem.status ?? problem.code), problem.message]);
  console.log(JSON.stringify({ analyze: analyze.data, suggestscore: suggestscore.data, error }));
}

main(...process.argv.slice(2)).catch((problem) => {
  console.error(problem);
  process.exit(1);
});
