import GRDB

extension Catalogue {
    /// The schema's history. A migration that has been released is never edited; a new one is added below it.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("images") { db in
            try db.execute(
                sql: """
                    CREATE TABLE images (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
                        created INTEGER NOT NULL,
                        caption TEXT NOT NULL CHECK (length(caption) > 0),
                        recipe TEXT NOT NULL CHECK (json_valid(recipe))
                    );
                    CREATE INDEX images_created ON images (created, id);

                    -- Files whose row is gone but which may still be on disk.
                    CREATE TABLE removals (hash TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID;
                    """)
        }
        migrator.registerMigration("image words") { db in
            try db.execute(
                sql: """
                    CREATE VIRTUAL TABLE image_words
                    USING fts5(caption, prompt, tokenize = 'porter unicode61 remove_diacritics 2', prefix = '2 3');

                    CREATE TRIGGER images_inserted AFTER INSERT ON images BEGIN
                        INSERT INTO image_words (rowid, caption, prompt)
                        VALUES (new.id, new.caption, json_extract(new.recipe, '$.prompt'));
                    END;
                    CREATE TRIGGER images_updated AFTER UPDATE ON images BEGIN
                        UPDATE image_words
                        SET caption = new.caption, prompt = json_extract(new.recipe, '$.prompt')
                        WHERE rowid = new.id;
                    END;
                    CREATE TRIGGER images_deleted AFTER DELETE ON images BEGIN
                        DELETE FROM image_words WHERE rowid = old.id;
                    END;
                    """)
        }
        migrator.registerMigration("image vectors") { db in
            try db.execute(
                sql: """
                    -- What captions and prompts mean: the SHA-256 of the encoder's weights, and what it made of them, 384
                    -- IEEE 754 singles, the lowest byte first.
                    CREATE TABLE image_vectors (
                        image INTEGER PRIMARY KEY,
                        encoder BLOB NOT NULL,
                        vector BLOB NOT NULL
                    );

                    -- A vector belongs to the text it was made of.
                    CREATE TRIGGER image_vectors_outdated AFTER UPDATE ON images
                    WHEN old.caption IS NOT new.caption OR old.recipe IS NOT new.recipe BEGIN
                        DELETE FROM image_vectors WHERE image = new.id;
                    END;
                    CREATE TRIGGER image_vectors_deleted AFTER DELETE ON images BEGIN
                        DELETE FROM image_vectors WHERE image = old.id;
                    END;
                    """)
        }
        migrator.registerMigration("image spellings") { db in
            try db.execute(
                sql: """
                    -- The words of captions and prompts as they are spelled, where `image_words` knows their stems: nothing
                    -- but the list of words is asked for.
                    CREATE VIRTUAL TABLE image_spelled
                    USING fts5(text, content = '', detail = none, tokenize = 'unicode61 remove_diacritics 2');
                    CREATE VIRTUAL TABLE image_spellings USING fts5vocab(image_spelled, row);
                    CREATE VIEW image_texts AS
                        SELECT id, caption || ' ' || coalesce(json_extract(recipe, '$.prompt'), '') AS text FROM images;
                    INSERT INTO image_spelled (rowid, text) SELECT id, text FROM image_texts;

                    CREATE TRIGGER image_spelled_inserted AFTER INSERT ON images BEGIN
                        INSERT INTO image_spelled (rowid, text) SELECT id, text FROM image_texts WHERE id = new.id;
                    END;
                    CREATE TRIGGER image_spelled_outdated BEFORE UPDATE ON images BEGIN
                        INSERT INTO image_spelled (image_spelled, rowid, text)
                        SELECT 'delete', id, text FROM image_texts WHERE id = old.id;
                    END;
                    CREATE TRIGGER image_spelled_updated AFTER UPDATE ON images BEGIN
                        INSERT INTO image_spelled (rowid, text) SELECT id, text FROM image_texts WHERE id = new.id;
                    END;
                    CREATE TRIGGER image_spelled_deleted BEFORE DELETE ON images BEGIN
                        INSERT INTO image_spelled (image_spelled, rowid, text)
                        SELECT 'delete', id, text FROM image_texts WHERE id = old.id;
                    END;
                    """)
        }
        migrator.registerMigration("trash, versions, accounts", migrate: addTrashVersionsAndAccounts)
        return migrator
    }
}
