// Ask a mixwise server from a page or from Node 18 and newer. What is asked travels in the body, so it stands in no address.
async function ask(server, substances, person = null) {
  const answer = await fetch(`${server}/v1/check`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ substances, person }),
    cache: "no-store",
  });
  const found = await answer.json();
  // Anything but 200 means that there is no answer. That is not a yes: say that the check failed.
  if (!answer.ok) throw new Error(`${found.title}: ${found.detail}`);
  return found;
}

// How to show it: the emergency first, then the severity, then what silence does not mean.
function inWords(found) {
  const lines = [];
  if (found.emergency !== "none") lines.push("This sounds like an emergency: call your emergency number now.");
  lines.push(`Severity: ${found.severity ?? "none given for one substance alone"}`);
  for (const one of found.findings) lines.push(`${one.severity}: ${one.plain} (${one.sources.join(", ")})`);
  if (!found.complete) lines.push("Not everything was recognised or reviewed. Silence says nothing.");
  return lines;
}
