using System.ComponentModel.DataAnnotations;

namespace CustomSink;

/// <summary>The keys beside <c>Type</c> in the sink's section.</summary>
public sealed class FolderSinkOptions
{
    /// <summary>The folder, which is created when there is something to put into it.</summary>
    [Required]
    public string Path { get; set; } = "";
}
