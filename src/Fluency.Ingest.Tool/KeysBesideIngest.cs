using Fluency.Ingest.DependencyInjection;
using Microsoft.Extensions.Configuration;

namespace Fluency.Ingest.Tool;

/// <summary>Finds keys that stand beside <c>Ingest</c> and look as if they were meant to stand in it. Others are for other programs, and none is an error.</summary>
static class KeysBesideIngest
{
    public static IEnumerable<string> Hints(IConfiguration written)
    {
        if (ConfigurationKeys.RootOf(written) is not IConfigurationSection root)
        {
            yield break;
        }

        foreach (var key in written.GetChildren().Select(static section => section.Key).Where(key => !key.Equals(root.Key, StringComparison.OrdinalIgnoreCase)))
        {
            if (NearestName.Of(key, ConfigurationKeys.OfRoot) is { } meant)
            {
                yield return $"{key} stands beside {root.Key} and is not read. If {root.Path}:{meant} is meant, move it there.";
            }
        }
    }
}
