using System.Text;
using Fluency.Ingest.DependencyInjection;
using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Fluency.Ingest.Tests.DependencyInjection;

/// <summary>Configurations of tests.</summary>
static class Configured
{
    public static IConfigurationRoot Json(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();

    /// <summary>What is wrong with a configuration.</summary>
    public static IReadOnlyList<string> Errors(string json)
    {
        try
        {
            Pipe.CreateBuilder("test").FromConfiguration(Json(json)).Build();
            return [];
        }
        catch (OptionsValidationException invalid)
        {
            return [.. invalid.Failures];
        }
    }

    /// <summary>A configuration that is right but for what replaces its parts.</summary>
    public static string With(string? source = null, string? routers = null, string? sinks = null, string more = "") => $$"""
        {
          "Sources": { "trail": {{source ?? """{ "Type": "Files", "Paths": ["."], "Router": "main" }"""}} },
          "Routers": {{routers ?? """{ "main": { "Routes": [ { "Name": "main", "Processors": [], "Sinks": ["events"] } ] } }"""}},
          "Sinks": {{sinks ?? """{ "events": { "Type": "Null" } }"""}}{{(more.Length > 0 ? "," : "")}}
          {{more}}
        }
        """;

    public static PipeConfiguration Read(string json)
    {
        var errors = new ConfigurationErrors();
        var configuration = new PipeConfigurationReader(new ComponentCatalog(), EmptyServices.Instance, errors).Read(Json(json));
        errors.Texts.Should().BeEmpty();
        return configuration;
    }
}
