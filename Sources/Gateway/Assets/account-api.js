// The part of the gateway's HTTP interface that is there where it has accounts.

import { call } from "/assets/api.js";

export const session = () => call("/api/session");
export const signIn = (name, passPhrase) => call("/api/session", { method: "POST", body: { name, passPhrase } });
export const signOut = () => call("/api/session", { method: "DELETE" });
export const changePassPhrase = (current, passPhrase) =>
    call("/api/session/pass-phrase", { method: "POST", body: { current, passPhrase } });
export const preferences = () => call("/api/preferences");
// Asked for by pages that are being left.
export const setPreferences = (all) => call("/api/preferences", { method: "PUT", body: all, keepalive: true });
export const accounts = () => call("/api/accounts");
export const addAccount = (name, passPhrase, admin) => call("/api/accounts", { method: "POST", body: { name, passPhrase, admin } });
export const removeAccount = (name) => call("/api/accounts/remove", { method: "POST", body: { name } });
