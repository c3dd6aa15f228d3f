CREATE TABLE users (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email         text NOT NULL CHECK (char_length(email) BETWEEN 3 AND 254),
    full_name     text NOT NULL CHECK (char_length(full_name) BETWEEN 1 AND 200),
    password_hash text NOT NULL,
    role          text NOT NULL CHECK (role IN ('buyer', 'admin')),
    is_active     boolean NOT NULL DEFAULT true,
    created_at    timestamptz NOT NULL DEFAULT now()
);

-- Addresses are kept as given and compared without case.
CREATE UNIQUE INDEX users_email_unique ON users (lower(email));
-- Who is left when an administrator wants to leave.
CREATE INDEX users_active_admins ON users (id) WHERE role = 'admin' AND is_active;

-- One row for each sign-in. Only the newest token's hash is kept: any other token of the family was used before.
CREATE TABLE refresh_families (
    id         uuid PRIMARY KEY,
    user_id    bigint NOT NULL REFERENCES users (id),
    token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
);

CREATE INDEX refresh_families_user ON refresh_families (user_id) WHERE revoked_at IS NULL;
CREATE INDEX refresh_families_expiry ON refresh_families (expires_at);
