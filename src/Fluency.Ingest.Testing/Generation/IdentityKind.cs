namespace Fluency.Ingest.Testing.Generation;

/// <summary>Who acts in a record.</summary>
enum IdentityKind
{
    Role = 0,
    User,
    Service,
    Root,
    Nameless,
    FailedLogin,
    WebIdentity,
    IdentityCenter,
}
