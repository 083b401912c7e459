// Signing in: what the account has kept of its preferences comes along.

import * as api from "/assets/account-api.js";
import { fetchPreferences } from "/assets/preferences.js";

const $ = (id) => document.getElementById(id);

$("name").focus();
$("sign-in").addEventListener("submit", async (event) => {
    event.preventDefault();
    $("error").textContent = "";
    $("go").disabled = true;
    try {
        await api.signIn($("name").value.trim(), $("phrase").value);
        await fetchPreferences();
        location.replace("/");
    } catch (problem) {
        $("error").textContent = problem.message;
        $("phrase").select();
    } finally {
        $("go").disabled = false;
    }
});
