// The deploy script writes config.js because of the arrow `page -> api`.
const people = window.CONFIG.API_URL + "/people";

function onSubmit(id, ask, say) {
  document.getElementById(id).addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = new FormData(event.target).get("name");
    const answer = await ask(name);
    const body = await answer.json();
    document.getElementById("answer").textContent = answer.ok ? say(body) : body.error;
  });
}

// JSON is nothing that a browser sends elsewhere unasked: it first asks the API, by OPTIONS.
const sign = (name) => fetch(people, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ name }),
});
const find = (name) => fetch(people + "/" + encodeURIComponent(name));

onSubmit("sign", sign, (guest) => "Thank you, " + guest.name + ".");
onSubmit("find", find, (guest) => guest.name + " signed " + new Date(guest.signed * 1000) + ".");
