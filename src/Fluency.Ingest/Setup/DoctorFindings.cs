using Fluency.Ingest.Diagnostics;

namespace Fluency.Ingest.Setup;

/// <summary>Gathers the findings about one source or sink.</summary>
sealed class DoctorFindings(string subject)
{
    readonly List<DoctorFinding> _all = [];

    public IReadOnlyList<DoctorFinding> All => _all;

    public void Ok(string check, string sentence) => Add(check, DoctorResult.Ok, sentence);

    public void Skip(string check, string sentence) => Add(check, DoctorResult.Skipped, sentence);

    public void Warn(string check, string sentence, PolicyStatement? statement = null) => Add(check, DoctorResult.Warning, sentence, statement);

    public void Warn(string check, string sentence, string setting) => Add(check, DoctorResult.Warning, sentence, setting: setting);

    public void Fail(string check, string sentence, PolicyStatement? statement = null) => Add(check, DoctorResult.Problem, sentence, statement);

    public void Fail(string check, string sentence, string setting) => Add(check, DoctorResult.Problem, sentence, setting: setting);

    // A part of a sentence may be another's text: nothing of it may steer a terminal or break the line.
    void Add(string check, DoctorResult result, string sentence, PolicyStatement? statement = null, string? setting = null) =>
        _all.Add(new DoctorFinding(subject, check, result, OneLine.Of(sentence)) { Statement = statement, Setting = setting });
}
