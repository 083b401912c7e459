// One's account; for admins, everybody's.

import * as api from "/assets/account-api.js";
import { forgetPreferences } from "/assets/preferences.js";

const $ = (id) => document.getElementById(id);

const say = (text) => ($("status").textContent = text);

$("sign-out").addEventListener("click", async () => {
    try {
        await api.signOut();
        forgetPreferences();
        location.replace("/sign-in");
    } catch (problem) {
        say(problem.message);
    }
});

function onSubmit(form, error, deed) {
    $(form).addEventListener("submit", async (event) => {
        event.preventDefault();
        const button = event.submitter;
        button.disabled = true;
        $(error).textContent = "";
        try {
            await deed();
            $(form).reset();
        } catch (problem) {
            $(error).textContent = problem.message;
        } finally {
            button.disabled = false;
        }
    });
}

onSubmit("change", "change-error", async () => {
    await api.changePassPhrase($("current").value, $("next").value);
    say("The pass phrase is changed.");
});

onSubmit("add", "add-error", async () => {
    const made = await api.addAccount($("new-name").value.trim(), $("new-phrase").value, $("new-admin").checked);
    say(`${made.name} has an account now.`);
    await list();
});

async function list() {
    const { accounts } = await api.accounts();
    $("people").replaceChildren(
        ...accounts.map(({ name, admin }) => {
            const item = $("person").content.firstElementChild.cloneNode(true);
            const [label, note, remove] = item.children;
            label.textContent = name;
            note.textContent = admin ? "admin" : "";
            remove.setAttribute("aria-label", `Remove the account of ${name}`);
            remove.addEventListener("click", async () => {
                $("confirm-title").textContent = `Remove the account of ${name}?`;
                $("confirm").returnValue = "keep";
                $("confirm").showModal();
                await new Promise((resolve) => $("confirm").addEventListener("close", resolve, { once: true }));
                if ($("confirm").returnValue !== "remove") return;
                try {
                    await api.removeAccount(name);
                    say(`${name} has no account any more.`);
                    await list();
                } catch (problem) {
                    say(problem.message);
                }
            });
            return item;
        }),
    );
}

try {
    const { name, admin } = await api.session();
    $("who").textContent = name;
    $("admin").hidden = !admin;
    if (admin) await list();
} catch (problem) {
    say(problem.message);
}
