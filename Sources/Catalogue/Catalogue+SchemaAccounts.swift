import GRDB

extension Catalogue {
    /// A table cannot be given another key in place, so `images` is written anew. What hangs on its ids stays as it is; the
    /// triggers and views that name it are made again as they were.
    static func addTrashVersionsAndAccounts(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE accounts (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
                    -- What is left of the pass phrase, with its salt and costs.
                    secret TEXT NOT NULL,
                    is_admin INTEGER NOT NULL DEFAULT 0,
                    created INTEGER NOT NULL,
                    preferences TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(preferences))
                );

                -- Who has signed in, by the SHA-256 of what their browser or program shows.
                CREATE TABLE sessions (
                    token BLOB NOT NULL PRIMARY KEY,
                    account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
                    created INTEGER NOT NULL,
                    -- NULL: until it is revoked.
                    expires INTEGER
                ) WITHOUT ROWID;
                CREATE INDEX sessions_account ON sessions (account);

                CREATE TABLE new_images (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    hash TEXT NOT NULL CHECK (length(hash) = 64),
                    created INTEGER NOT NULL,
                    caption TEXT NOT NULL CHECK (length(caption) > 0),
                    caption_order BLOB NOT NULL,
                    recipe TEXT NOT NULL CHECK (json_valid(recipe)),
                    model TEXT GENERATED ALWAYS AS (json_extract(recipe, '$.model')) VIRTUAL,
                    version INTEGER NOT NULL DEFAULT 1,
                    owner INTEGER REFERENCES accounts (id) ON DELETE SET NULL,
                    shared INTEGER NOT NULL DEFAULT 1
                );
                CREATE TABLE trash (
                    id INTEGER PRIMARY KEY,
                    hash TEXT NOT NULL,
                    created INTEGER NOT NULL,
                    caption TEXT NOT NULL,
                    caption_order BLOB NOT NULL,
                    recipe TEXT NOT NULL,
                    version INTEGER NOT NULL,
                    owner INTEGER REFERENCES accounts (id) ON DELETE SET NULL,
                    shared INTEGER NOT NULL,
                    deleted INTEGER NOT NULL
                );
                """)
        let rows = try Row.fetchCursor(db, sql: "SELECT id, hash, created, caption, recipe FROM images")
        while let row = try rows.next() {
            let caption = String.fromDatabaseValue(row["caption"]) ?? ""
            try db.execute(
                sql: """
                    INSERT INTO new_images (id, hash, created, caption, caption_order, recipe) VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [row["id"], row["hash"], row["created"], caption, CaptionOrder.key(caption), row["recipe"]])
        }
        let views = try Row.fetchAll(db, sql: "SELECT name, sql FROM sqlite_master WHERE type = 'view'")
        let triggers = try String.fetchAll(
            db, sql: "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'images'")
        for view in views { try db.execute(sql: "DROP VIEW \"\(view["name"] as String)\"") }
        try db.execute(
            sql: """
                DROP TABLE images;
                ALTER TABLE new_images RENAME TO images;

                -- The indices also hold what a page filters by, so that rows are read for what is shown only.
                CREATE UNIQUE INDEX images_hash ON images (hash, ifnull(owner, 0));
                CREATE INDEX images_created ON images (created, id, model, owner, shared);
                CREATE INDEX images_caption ON images (caption_order, id, created, model, owner, shared);
                CREATE INDEX images_model ON images (model, created, id, owner, shared);
                CREATE INDEX images_owner ON images (owner, shared);
                CREATE INDEX trash_hash ON trash (hash);
                CREATE INDEX trash_deleted ON trash (deleted, id);
                """)
        for view in views { try db.execute(sql: view["sql"]) }
        for trigger in triggers { try db.execute(sql: trigger) }
    }
}
